/* One live stream for all open pages of a browser: a shared worker holds it and tells each page. */
"use strict";

const pages = new Map(); // address of the stream -> { source, ports, last }

function open(address) {
  const stream = { source: null, ports: new Set(), up: null };
  const tell = (message) => stream.ports.forEach((port) => port.postMessage(message));
  stream.connect = () => {
    stream.source = new EventSource(address);
    stream.source.onopen = () => { stream.up = true; tell({ up: true }); };
    stream.source.onerror = () => { stream.up = false; tell({ up: false }); };
    stream.source.addEventListener("changed", (event) => tell({ changed: event.data }));
  };
  stream.connect();
  pages.set(address, stream);
  return stream;
}

onconnect = (event) => {
  const port = event.ports[0];
  let stream = null;
  const leave = () => {
    if (!stream) return;
    stream.ports.delete(port);
    if (stream.ports.size === 0) { stream.source.close(); pages.delete(stream.source.url); }
  };
  port.onmessage = ({ data }) => {
    if (data.leave) return leave();
    const address = new URL(data.address, location.origin).href;
    stream = pages.get(address) || open(address);
    stream.ports.add(port);
    if (stream.source.readyState === EventSource.CLOSED) stream.connect(); // refused, not lost
    if (stream.up !== null) port.postMessage({ up: stream.up });
  };
};
