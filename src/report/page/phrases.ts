import { type Html, html } from './html.js';

/** What the page says the same way everywhere. */

/** `62.3 %`. Never 100 % for less than all, never 0 % for more than none. */
export function percent(share: number): string {
  if (share <= 0) return '0 %';
  if (share < 0.001) return '< 0.1 %';
  if (share >= 1) return '100 %';
  return `${Math.min(99.9, Math.round(share * 1_000) / 10).toFixed(1)} %`;
}

export function shareOf(count: number, total: number): string {
  return total === 0 ? '–' : percent(count / total);
}

/** `2026-11-23 03:56 UTC`. */
export function moment(time: string | number): Html {
  const iso = new Date(time).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

/** `2026-11-23`. */
export function dayOf(time: string | number): Html {
  const day = new Date(time).toISOString().slice(0, 10);
  return html`<time datetime="${day}">${day}</time>`;
}

const ELEMENTS: Readonly<Record<string, string>> = {
  TIMTextElem: 'Text',
  TIMImageElem: 'Picture',
  TIMSoundElem: 'Voice',
  TIMVideoFileElem: 'Video',
  TIMFileElem: 'File',
  TIMLocationElem: 'Location',
  TIMFaceElem: 'Sticker',
  TIMCustomElem: 'Custom',
};

/** `TIMTextElem+TIMImageElem` is `Text + Picture`. */
export function typeName(type: string): string {
  return type
    .split('+')
    .map((element) => ELEMENTS[element] ?? element)
    .join(' + ');
}
