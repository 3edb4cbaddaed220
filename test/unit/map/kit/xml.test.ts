import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeOf, childOf, parseXml, textOf, type XmlElement } from '../../../../src/map/kit/xml.js';
import { isProblem, type Problem } from '../../../../src/map/problem.js';

const read = (text: string): XmlElement => {
  const found = parseXml(text);
  if (isProblem(found)) throw new Error(found.reason);
  return found;
};
const refused = (text: string): Problem => {
  const found = parseXml(text);
  if (!isProblem(found)) throw new Error('it was read');
  return found;
};

describe('XML', () => {
  it('names, attributes and texts come out unescaped, whatever the quotes', () => {
    const root = read(`<message to='a&apos;b' id="1"><body>1 &lt; 2 &amp;&#x1F600;&#128512; "x"</body></message>`);
    expect(attributeOf(root, 'to')).toBe("a'b");
    expect(textOf(childOf(root, 'body'))).toBe('1 < 2 &😀😀 "x"');
  });

  it('CDATA is text; comments, a declaration and blanks round the root are nothing', () => {
    const root = read(`<?xml version='1.0'?>\n<m><!-- a > b --><body><![CDATA[<b>&amp;]]></body></m>\n<!-- end -->`);
    expect(textOf(childOf(root, 'body'))).toBe('<b>&amp;');
  });

  it('a namespace is that of the nearest element that names it, by prefix too', () => {
    const root = read(`<m xmlns='jabber:client' xmlns:s='urn:s'><s:id s:x='1'/><b/><x xmlns='urn:x'><y/></x></m>`);
    expect(childOf(root, 'id', 'urn:s')).toBeDefined();
    expect(childOf(root, 'b')).toBeDefined();
    expect(childOf(root, 'x')).toBeUndefined();
    expect(childOf(childOf(root, 'x', 'urn:x')!, 'y')?.namespace).toBe('urn:x');
  });

  it('names that objects have by nature are no attributes', () => {
    expect(attributeOf(read('<m/>'), 'constructor')).toBeUndefined();
    expect(attributeOf(read(`<m __proto__='x'/>`), 'toString')).toBeUndefined();
  });

  it.each([
    ['unclosed', '<m><b>x</m>'],
    ['crossed', '<m><a><b></a></b></m>'],
    ['crossed, where a lenient reader would go on', '<m><a><b></a></b></a></m>'],
    ['cut', '<message><body>hello'],
    ['cut in a tag', '<message><body'],
    ['two roots', '<m/><m/>'],
    ['only an end', '</m>'],
    ['an unknown entity', '<m>&nbsp;</m>'],
    ['a character XML does not have', '<m>&#0;</m>'],
    ['half a surrogate pair as a reference', '<m>&#xD800;</m>'],
    ['no XML', 'hello <b>you</b>'],
    ['nothing', ''],
    ['an open comment', '<m><!-- x</m>'],
    ['an open value', `<m a="x></m>`],
  ])('broken is told without the text: %s', (_, text) => {
    const { code, reason } = refused(text);
    expect(code).toBe('bad-xml');
    expect(reason).not.toContain('hello');
    expect(reason).not.toContain('nbsp');
  });

  it('entities cannot be declared: a bomb does not go off', () => {
    const bomb = `<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><m>&b;</m>`;
    expect(refused(bomb).code).toBe('bad-xml');
    expect(
      refused(`<!DOCTYPE m SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><m>&x;</m>`).code,
    ).toBe('bad-xml');
    // Even where the tokenizer passes over the declaration, its entities mean nothing.
    expect(refused(`<!DOCTYPE m [<!ENTITY a "ha">]--><m>&a;</m>`).code).toBe('bad-xml');
  });

  it('depth, elements and length have limits', () => {
    expect(refused('<a>'.repeat(40) + '</a>'.repeat(40)).reason).toContain('levels');
    expect(refused(`<a>${'<b/>'.repeat(20_000)}</a>`).reason).toContain('elements');
    expect(refused(`<a>${'x'.repeat(1024 * 1024)}</a>`).reason).toContain('longer');
    expect(textOf(read(`<a>${'x'.repeat(1_000_000)}</a>`))).toHaveLength(1_000_000);
  });

  it.each([
    ['text without another tag', `<a>${'x>'.repeat(500_000)}`],
    ['a value that never ends', `<a b="${'x>'.repeat(500_000)}`],
    ['a comment that never ends', `<a><!--${'->'.repeat(500_000)}`],
    ['a declaration that never ends', `<!D${'x>'.repeat(500_000)}`],
    ['CDATA that never ends', `<a><![CDATA[${']>'.repeat(500_000)}`],
    ['an instruction that never ends', `<?${'x>'.repeat(500_000)}`],
  ])('what is left open does not take time: %s', { timeout: 60_000 }, (_, text) => {
    // Left to itself the tokenizer needs about 15 seconds for each.
    for (let again = 0; again < 10; again += 1) expect(refused(text).code).toBe('bad-xml');
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '&',
      ';',
      '"',
      "'",
      '=',
      '!',
      '--',
      '[CDATA[',
      ']]>',
      '?',
      'a',
      'm:b',
      ' ',
      '#x41',
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 25 });
    fc.assert(
      fc.property(text, (pieces) => {
        parseXml(`<${pieces.join('')}>`);
      }),
      { numRuns: 300 },
    );
  });
});
