// Parses text/event-stream (HTML standard) from bytes. EventSource cannot send an Authorization header.

export interface ServerEvent {
  readonly type: string;
  readonly data: string;
  /** The last id that the stream has sent. */
  readonly id: string;
}

const lineEnd = /\r\n?|\n/g;

/** Parses bytes as they arrive, cut anywhere. They may be hostile: a line that is no field is ignored. */
export class EventStream {
  /** The server's wish for the time between two connections, in milliseconds. */
  retry: number | undefined;
  readonly #decoder = new TextDecoder(); // drops a byte order mark at the beginning
  #line = "";
  #endedInReturn = false;
  #data: string[] = [];
  #type = "";
  #id = "";

  /** Returns the events that these bytes complete. An incomplete event at the end of the stream is dropped. */
  push(bytes: Uint8Array): ServerEvent[] {
    const text = this.#decoder.decode(bytes, { stream: true });
    const events: ServerEvent[] = [];
    // The line feed belongs to the carriage return before it.
    let start = this.#endedInReturn && text.startsWith("\n") ? 1 : 0;
    if (text !== "") this.#endedInReturn = text.endsWith("\r");
    lineEnd.lastIndex = start;
    for (let end = lineEnd.exec(text); end !== null; end = lineEnd.exec(text)) {
      const event = this.#takeLine(this.#line + text.slice(start, end.index));
      if (event) events.push(event);
      this.#line = "";
      start = lineEnd.lastIndex;
    }
    this.#line += text.slice(start);
    return events;
  }

  #takeLine(line: string): ServerEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.retry = Number(value);
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const event =
      this.#data.length > 0 ? { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id } : undefined;
    this.#data = [];
    this.#type = "";
    return event;
  }
}
