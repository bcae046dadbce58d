/* One live stream for all open pages of a browser: a shared worker holds it and tells each page.
   The stream is opened for what the pages show. When one shows more, a wider stream is opened, and
   the old one ends only when the new one is heard: nothing is missed in between. */
"use strict";

const streams = new Map(); // address -> Stream

class Stream {
  constructor(address) {
    this.address = address;
    this.pages = new Map(); // port -> topics that it shows
    this.boards = new Map(); // topic -> what was last shown of it
    this.source = this.wider = null;
    this.named = new Set(); // topics of the newest source
    this.up = null;
  }

  tell(message) { for (const port of this.pages.keys()) port.postMessage(message); }

  /* A page shows these topics. */
  take(port, topics) {
    this.pages.set(port, topics);
    const newest = this.wider ?? this.source;
    if (!newest || newest.readyState === EventSource.CLOSED || topics.some((topic) => !this.named.has(topic))) this.connect();
  }

  connect() {
    const before = this.source, known = before && this.up ? this.heard : new Set();
    const named = this.named = new Set([...this.pages.values()].flat());
    const source = new EventSource(`${this.address}${this.address.includes("?") ? "&" : "?"}of=${encodeURIComponent([...named].join(" "))}`);
    this.wider?.close();
    this.wider = source;
    source.onopen = () => {
      if (this.wider === source) { this.source?.close(); this.source = source; this.wider = null; }
      const fresh = [...named].filter((topic) => !known.has(topic));
      this.heard = named;
      this.tell(this.up ? { heard: [...named], fresh } : { up: true, heard: [...named] });
      this.up = true;
    };
    source.onerror = () => { if (source === this.wider || source === this.source) { this.up = false; this.tell({ up: false }); } };
    source.addEventListener("changed", ({ data }) => this.tell({ changed: data }));
    source.addEventListener("beat", () => this.tell({ beat: true }));
    source.addEventListener("board", ({ data }) => {
      const topic = data.split("\n", 1)[0];
      this.boards.set(topic, data);
      this.tell({ board: data });
    });
  }

  leave(port) {
    this.pages.delete(port);
    if (this.pages.size) return;
    this.source?.close();
    this.wider?.close();
    streams.delete(this.address);
  }
}

function serve(port) {
  let stream = null;
  port.onmessage = ({ data }) => {
    if (data.leave) { stream?.leave(port); stream = null; return; }
    const address = new URL(data.address, location.origin).href, isNew = !stream;
    stream = streams.get(address) ?? new Stream(address);
    streams.set(address, stream);
    stream.take(port, data.topics);
    if (!isNew) return;
    if (stream.up !== null) port.postMessage({ up: stream.up, heard: [...stream.heard ?? []] });
    for (const board of stream.boards.values()) port.postMessage({ board });
  };
}

if ("onconnect" in self) onconnect = ({ ports }) => serve(ports[0]);
else serve(self); // a browser without shared workers: one for each page
