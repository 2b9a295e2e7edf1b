import { expect } from 'chai';
import { terminalPicture } from './terminal-picture.ts';

const ESC = '\u001b';
const green = (text: string) => `${ESC}[32m${text}${ESC}[39m`;
const dim = (text: string) => `${ESC}[2m${text}${ESC}[22m`;
const boldRed = (text: string) => `${ESC}[1m${ESC}[31m${text}${ESC}[39m${ESC}[22m`;

const draw = (...lines: string[]) => terminalPicture('A picture', lines, 80);
const textsOf = (svg: string) => svg.split('\n').filter((line) => line.startsWith('<text '));

describe('docs/terminal-picture', () => {
  it('puts each text where a terminal would, with its width and colour', () => {
    expect(textsOf(draw(`a  ${green('COMPLIANT')} b`, `   ${dim('dim')}`))).to.deep.equal([
      '<text x="20" y="50" textLength="8.4">a</text>',
      '<text x="45.2" y="50" textLength="75.6" fill="#56d364">COMPLIANT</text>',
      '<text x="129.2" y="50" textLength="8.4">b</text>',
      '<text x="45.2" y="70" textLength="25.2" opacity="0.65">dim</text>',
    ]);
  });

  it('shows a colour and a decoration together', () => {
    expect(textsOf(draw(boldRed('FAILED')))[0]).to.include('fill="#ff7b72" font-weight="bold"');
  });

  it('counts wide characters as the two cells that a terminal gives them', () => {
    expect(textsOf(draw(`日本${green('x')}`))).to.deep.equal([
      '<text x="20" y="50" textLength="33.6">日本</text>',
      '<text x="53.6" y="50" textLength="8.4" fill="#56d364">x</text>',
    ]);
  });

  it('is as wide as the terminal, and as high as its lines', () => {
    expect(draw('a', 'b')).to.include('viewBox="0 0 712 96"');
    expect(draw('a', 'b', 'c')).to.include('viewBox="0 0 712 116"');
  });

  it('escapes text and title', () => {
    const svg = terminalPicture('<&', [`</text><script>"it's"`], 80);
    expect(svg).to.include('<title>&#60;&#38;</title>');
    expect(svg).to.include('>&#60;/text&#62;&#60;script&#62;&#34;it&#39;s&#34;</text>');
    expect(svg).to.not.include('<script>');
  });

  const refused: Record<string, [line: string, error: string]> = {
    'a colour': [`${ESC}[97mwhite${ESC}[39m`, 'got ansi-bright-white'],
    'a background': [`${ESC}[41mred${ESC}[49m`, 'Expected no background, got ansi-red'],
    'a decoration': [`${ESC}[4munder${ESC}[24m`, 'Expected one of bold, dim, got underline'],
    'another control sequence': [
      `${ESC}]8;;https://example.com${ESC}\\link`,
      'Expected text and colours only',
    ],
  };
  for (const [what, [line, error]] of Object.entries(refused)) {
    it(`refuses what it cannot show: ${what}`, () => expect(() => draw(line)).to.throw(error));
  }
});
