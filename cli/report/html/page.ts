import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { visibleText } from '../../../watch/visible-text.ts';
import type { Report } from '../model.ts';
import { pageView } from './page-view.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const eta = new Eta({ views: folder, cache: true });
const { escapeFunction: escapeMarkup } = eta.config;
eta.configure({ escapeFunction: (value) => escapeMarkup(visibleText(String(value))) });

/**
 * The report as one self-contained page. The template makes all that it is given visible and escapes it; only the style and the script go in
 * as they are, and the page's CSP blocks all other styles and scripts.
 */
export function toHtml(report: Report): string {
  const style = ['page.css', 'summary.css', 'accounts.css', 'print.css'].map(read).join('');
  const script = read('page.js');
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
    `script-src 'sha256-${hash('sha256', script, 'base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return eta.render('./page', { ...pageView(report), style, script, policy });
}

function read(file: string): string {
  // A browser hashes the text with the line ends that it makes of any others.
  return readFileSync(`${folder}${file}`, 'utf8').replaceAll('\r\n', '\n');
}
