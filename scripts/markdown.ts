/** What the tests of the documentation need to know of a Markdown page; no more of the language than our pages use. */

/** A fenced block, or a piece of inline code, whose language is then `inline`. */
export interface Code {
  readonly language: string;
  readonly text: string;
}

const fence = /^```(\S*)\n(.*?)^```$/gms;

/** Every piece of code of a page, in order of fenced blocks, then inline code. */
export function codeOf(page: string): Code[] {
  const blocks = [...page.matchAll(fence)].map(([, language = '', text = '']) => ({ language, text }));
  const inline = [...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => ({
    language: 'inline',
    text,
  }));
  return [...blocks, ...inline];
}

/** Where the page's own links and pictures lead; not those to other sites. */
export function linksOf(page: string): string[] {
  const prose = withoutBlocks(page).replaceAll(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"\s]+)"/g)];
  return links
    .map(([, inline, attribute]) => inline ?? attribute ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
}

/**
 * A page for a place that has not everything: links that lead nowhere there become their words, and pictures are left
 * out. Code stays as it is.
 * @param leadsSomewhere asked of each link to a file, without its anchor, as it is written
 */
export function withoutDeadLinks(page: string, leadsSomewhere: (link: string) => boolean): string {
  const isDead = (link: string): boolean => {
    const [file = ''] = link.split('#');
    return file !== '' && !/^[a-z]+:/.test(link) && !leadsSomewhere(file);
  };
  const inProse = (prose: string): string =>
    prose
      .replaceAll(/<picture>[\s\S]*?<img[^>]*?src="([^"]+)"[\s\S]*?<\/picture>\n*/g, (all, link: string) =>
        isDead(link) ? '' : all,
      )
      .replaceAll(
        /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
        (all, mark: string, words: string, link: string) => (isDead(link) ? (mark === '' ? words : '') : all),
      );
  const pieces = page.split(/(^```[^\n]*\n[\s\S]*?^```$)/m);
  return pieces.map((piece, index) => (index % 2 === 1 ? piece : inProse(piece))).join('');
}

/** The anchors that GitHub gives to the headings of a page. */
export function headingAnchors(page: string): Set<string> {
  const headings = [...withoutBlocks(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, text = '']) => text);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function withoutBlocks(page: string): string {
  return page.replaceAll(fence, '');
}

/** Languages whose blocks hold output or data, where `plimsoll` starts no command of the reader's. */
const notCommands = new Set(['text', 'json', 'diff', 'xml', 'csv', 'html', 'markdown']);

/** The arguments of every plimsoll command in a piece of code, as a shell would split them. */
export function plimsollCommands({ language, text }: Code): string[][] {
  if (notCommands.has(language)) return [];
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const commands = language === 'console' ? lines.filter((line) => line.startsWith('$ ')) : lines;
  return commands
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => [...line.matchAll(/(?<![\w./@-])plimsoll +(?=[\w-])([^\n]*)/g)])
    .map(([, rest = '']) => shellWords(rest));
}

/** Words up to a pipe, redirection, separator, comment or the quote that closes around the command. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  for (const [, single, double, plain, end] of text.matchAll(
    /'([^']*)'(?=\s|$)|"([^"]*)"(?=\s|$)|((?:[^\s'"|;&<>()`#]|(?<=\S)#|='[^']*')+)|([|;&<>()`#'"])/g,
  )) {
    if (end !== undefined) break;
    words.push(single ?? double ?? plain ?? '');
  }
  return words;
}
