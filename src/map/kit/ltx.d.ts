/** What `xml.ts` uses of ltx, which comes without types: its tokenizer. Throws for entities XML does not know. */
declare module 'ltx/src/parsers/ltx.js' {
  export default class SaxParser {
    on(event: 'startElement', listener: (tag: string, attributes: Record<string, string>) => void): this;
    on(event: 'endElement', listener: (tag: string) => void): this;
    on(event: 'text', listener: (text: string) => void): this;
    write(text: string): void;
  }
}
