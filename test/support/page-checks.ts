/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Page } from 'playwright-core';

/** Levels of the headings, in the order of the page. */
export function headingLevels(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((it) => Number(it.tagName.slice(1))),
  );
}

/** How often each element occurs with the names of its attributes; code spans of sentences are left out. */
export function countElements(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => {
    const counts: Record<string, number> = {};
    for (const element of document.querySelectorAll('*')) {
      if (element.tagName === 'CODE') continue;
      const name = [element.tagName, ...element.getAttributeNames()].join(' ');
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  });
}

/** Everything that a screen reader would meet without a name: pictures, controls, links, regions, headers of tables. */
export function unnamedThings(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const of = (selector: string, isNamed: (element: Element) => boolean): string[] =>
      [...document.querySelectorAll(selector)]
        .filter((it) => !isNamed(it))
        .map((it) => it.outerHTML.slice(0, 120));
    const hasText = (it: Element): boolean => it.textContent.trim() !== '';
    const hasLabel = (it: Element): boolean =>
      it.hasAttribute('aria-label') ||
      document.getElementById(it.getAttribute('aria-labelledby') ?? '') !== null;
    return [
      ...of('svg, img', (it) => it.getAttribute('aria-hidden') === 'true' || hasLabel(it)),
      ...of('input, select', (it) => it.closest('label') !== null || hasLabel(it)),
      ...of('a[href], button, summary, th, h1, h2, h3, h4', hasText),
      ...of('[role="region"], [tabindex="0"], nav, main > section, form', hasLabel),
      ...of('th', (it) => it.hasAttribute('scope')),
      ...of('table', (it) => it.querySelector('caption') !== null || it.closest('[aria-label]') !== null),
    ];
  });
}

/** Texts whose contrast with what is behind them is below 4.5 (WCAG AA), with the ratio. */
export function contrastFailures(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const read = (text: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    };
    const luminance = ([red, green, blue]: Colour): number => {
      const part = (value: number): number =>
        value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
    };
    const behind = (element: Element | null): Colour => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = read(getComputedStyle(at).backgroundColor);
        if (colour[3] === 1) return colour;
      }
      return [255, 255, 255, 1];
    };
    const failures = new Set<string>();
    for (const element of document.querySelectorAll('body *')) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '',
      );
      if (!hasText || element.closest('script, style, option, [hidden]') !== null) continue;
      const [light = 0, dark = 0] = [
        luminance(read(getComputedStyle(element).color)),
        luminance(behind(element)),
      ].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5)
        failures.add(`${element.tagName} ${element.getAttribute('class') ?? ''} ${ratio.toFixed(2)}`);
    }
    return [...failures];
  });
}
