import { describe, expect, test } from 'vitest';
import { compareEvr, compareRpmVersions, parseEvr } from '../../../src/versions/rpm.ts';

describe('the order of rpm versions', () => {
  test.each([
    ['1.0', '1.0', 0],
    ['1.0', '2.0', -1],
    ['2.0.1', '2.0', 1],
    ['2.0.1a', '2.0.1', 1],
    ['5.5p1', '5.5p2', -1],
    ['5.5p10', '5.5p1', 1],
    ['10xyz', '10.1xyz', -1],
    ['xyz10', 'xyz10.1', -1],
    ['xyz.4', '8', -1],
    ['8', 'xyz.4', 1],
    ['5.5p2', '5.6p1', -1],
    ['6.0.rc1', '6.0', 1],
    ['10b2', '10a1', 1],
    ['1.0a', '1.0aa', -1],
    ['10.0001', '10.1', 0],
    ['10.0001', '10.0039', -1],
    ['4.999.9', '5.0', -1],
    ['20101121', '20101122', -1],
    ['2_0', '2.0', 0],
    ['2.0', '2_0', 0],
    ['a+', 'a_', 0],
    ['+a', '_a', 0],
    ['1.', '1', 0],
    ['', '', 0],
    ['', '1', -1],
    ['1.0~rc1', '1.0', -1],
    ['1.0~rc1', '1.0~rc2', -1],
    ['1.0~rc1~git123', '1.0~rc1', -1],
    ['1.0~', '1.0', -1],
    ['1.0^', '1.0', 1],
    ['1.0^git1', '1.0^git2', -1],
    ['1.0^git1', '1.01', -1],
    ['1.0^20160101', '1.0.1', -1],
    ['1.0~rc1^git1', '1.0~rc1', 1],
    ['1.0^git1~pre', '1.0^git1', -1],
    ['99999999999999999999', '99999999999999999998', 1],
    ['00', '0', 0],
    ['2.6.32.43-0.4.1.xs1.8.0.835.170778xen', '2.6.32.43-0.4.1.xs1.8.0.835.170777xen', 1],
  ] as const)('%j against %j is %i', (a, b, order) => {
    expect(compareRpmVersions(a, b)).toBe(order);
    expect(compareRpmVersions(b, a)).toBe(order === 0 ? 0 : -order);
  });

  test.each([
    ['1:1.0-1', '2.0-1', 1],
    ['0:1.0-1', '1.0-1', 0],
    ['1.0-1', '1.0-2', -1],
    ['1.0', '1.0-2', 0],
    ['1.0-2', '1.0', 0],
    ['1.1', '1.0-2', 1],
    ['1.0-1.el5', '1.0-1.el7', -1],
  ] as const)('%s against %s, with epoch and release, is %i', (a, b, order) => {
    expect(compareEvr(parseEvr(a), parseEvr(b))).toBe(order);
  });

  test.each([
    ['1:2.3-4', { epoch: 1, version: '2.3', release: '4' }],
    ['2.3', { epoch: null, version: '2.3', release: '' }],
    ['2-3-4', { epoch: null, version: '2-3', release: '4' }],
    ['', { epoch: null, version: '', release: '' }],
  ])('%j is taken apart', (text, evr) => {
    expect(parseEvr(text)).toEqual(evr);
  });
});
