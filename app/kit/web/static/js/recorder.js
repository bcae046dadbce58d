// Records a prompt in the browser: what MediaRecorder heard becomes a plain 16 kHz WAV file, as the
// carrier plays it, and goes up by the form that uploads files. Without a microphone the form stays.
"use strict";

const RATE_HZ = 16000;

const decode = async (blob) => {
  const context = new AudioContext();
  const heard = await context.decodeAudioData(await blob.arrayBuffer());
  await context.close();
  const offline = new OfflineAudioContext(1, Math.ceil(heard.duration * RATE_HZ), RATE_HZ);
  const source = offline.createBufferSource();
  source.buffer = heard;
  source.connect(offline.destination);
  source.start();
  return (await offline.startRendering()).getChannelData(0);
};

const writeWave = (samples) => {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, letters) => [...letters].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, 2 * RATE_HZ, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((x, i) => view.setInt16(44 + 2 * i, 32767 * Math.max(-1, Math.min(1, x)), true));
  return new Blob([view], { type: "audio/wav" });
};

const handIn = (form, wave) => {
  const files = new DataTransfer();
  files.items.add(new File([wave], "recorded.wav", { type: "audio/wav" }));
  form.elements.file.files = files.files;
  form.elements.way.value = "browser";
  form.submit();
};

const begin = async (form, button, status) => {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch {
    status.textContent = form.dataset.refused;
    return null;
  }
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", async () => {
    stream.getTracks().forEach((track) => track.stop());
    button.disabled = true;
    handIn(form, writeWave(await decode(new Blob(pieces, { type: recorder.mimeType }))));
  });
  recorder.start();
  button.textContent = form.dataset.stop;
  button.classList.add("recording");
  setTimeout(() => recorder.state === "recording" && recorder.stop(), 1000 * form.dataset.longest);
  return recorder;
};

const prepare = (form) => {
  if (!window.MediaRecorder || !navigator.mediaDevices) return;
  const status = form.querySelector("[data-status]");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = form.dataset.start;
  button.className = "good";
  let recorder = null;
  button.addEventListener("click", async () => {
    if (recorder && recorder.state === "recording") recorder.stop();
    else recorder = await begin(form, button, status);
  });
  form.querySelector(".row").append(button);
};

document.querySelectorAll("form[data-recorder]").forEach(prepare);
