import GithubSlugger from 'github-slugger';
import { lexer, walkTokens, type Token, type Tokens } from 'marked';

/** What of a Markdown page the tests look at, as GitHub reads it. */
export interface MarkdownPage {
  /** Addresses of all links and images. */
  readonly links: readonly string[];
  /** Places that a link can name: explicit anchors, and those that GitHub gives headings. */
  readonly anchors: ReadonlySet<string>;
  /** Explicit anchors in order, with repetitions. */
  readonly explicit: readonly string[];
  /** Blocks of code by language. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
  readonly tables: readonly { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }[];
  /** What a reader sees outside of blocks of code, with runs of white space as one space. */
  readonly text: string;
}

const ID = /<a id="([^"]*)">/g;

/** Reads a page. */
export function readMarkdown(source: string): MarkdownPage {
  const links: string[] = [];
  const explicit: string[] = [];
  const blocks: { language: string; text: string }[] = [];
  const tables: { head: string[]; rows: string[][] }[] = [];
  const headings: string[] = [];
  const tokens = lexer(source);
  void walkTokens(tokens, (token) => {
    if (token.type === 'link' || token.type === 'image') links.push((token as Tokens.Link).href);
    else if (token.type === 'html')
      explicit.push(...[...(token as Tokens.HTML).text.matchAll(ID)].map(([, id]) => id ?? ''));
    else if (token.type === 'heading') headings.push(show((token as Tokens.Heading).tokens));
    else if (token.type === 'code') {
      const { lang, text } = token as Tokens.Code;
      blocks.push({ language: lang ?? '', text });
    } else if (token.type === 'table') {
      const { header, rows } = token as Tokens.Table;
      tables.push({
        head: header.map((cell) => show(cell.tokens)),
        rows: rows.map((row) => row.map((cell) => show(cell.tokens))),
      });
    }
  });
  const slugger = new GithubSlugger();
  const anchors = new Set([...explicit, ...headings.map((heading) => slugger.slug(heading))]);
  return { links, anchors, explicit, blocks, tables, text: show(tokens).replace(/\s+/g, ' ') };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function readEntities(text: string): string {
  return text.replace(/&(?:(amp|lt|gt|quot)|#(\d+));/g, (_, name: string | undefined, number: string) =>
    name === undefined ? String.fromCodePoint(Number(number)) : (ENTITIES[name] ?? ''),
  );
}

/** Text of tokens without markup. */
export function show(tokens: readonly Token[]): string {
  return tokens.map(showOne).join('');
}

function showOne(token: Token): string {
  switch (token.type) {
    case 'code':
      return '';
    case 'html':
      return (token as Tokens.HTML).text.replace(/<br>/g, ' ').replace(/<!--[\s\S]*?-->|<[^>]*>/g, '');
    case 'br':
    case 'space':
      return ' ';
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return [header, ...rows].flatMap((row) => row.map((cell) => `${show(cell.tokens)} `)).join('');
    }
    case 'list':
      return (token as Tokens.List).items.map((item) => `${show(item.tokens)} `).join('');
    case 'codespan':
    case 'escape':
      return (token as Tokens.Codespan).text;
    default: {
      const { tokens, text } = token as { tokens?: Token[]; text?: string };
      const shown = tokens === undefined ? readEntities(text ?? '') : show(tokens);
      return ['paragraph', 'heading', 'blockquote'].includes(token.type) ? `${shown} ` : shown;
    }
  }
}
