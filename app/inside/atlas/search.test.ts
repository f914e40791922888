import { expect, it } from 'vitest';
import { EVERYTHING, find, sortYear } from './search.ts';
import { SYSTEMS } from './systems.ts';

const names = (wanted: Partial<typeof EVERYTHING>) =>
  find(SYSTEMS, { ...EVERYTHING, ...wanted }).map((system) => system.name);

it('shows everything by name when nothing is asked', () => {
  const all = names({});
  expect(all).toHaveLength(SYSTEMS.length);
  expect(all).toEqual([...all].sort(new Intl.Collator('en', { numeric: true }).compare));
});

it('finds by name, by alias and by what is said, whatever the case', () => {
  expect(names({ words: 'vanderpool' })).toEqual(['Intel VT']);
  expect(names({ words: 'linux vserver' })).toContain('Linux-VServer');
  expect(names({ words: 'MAC m68k' })).toEqual(['Basilisk II']);
});

it('wants every word', () => {
  expect(names({ words: 'solaris' }).length).toBeGreaterThan(
    names({ words: 'solaris xen' }).length,
  );
  expect(names({ words: 'bochs zones' })).toEqual([]);
});

it('keeps to one kind', () => {
  expect(names({ kind: 'desktop' })).toEqual([
    'Citrix XenDesktop',
    'Sun VDI',
    'Sun xVM',
    'VMware View',
  ]);
  expect(names({ kind: 'desktop', words: 'vmware' })).toEqual(['VMware View']);
});

it('sorts by year in both directions', () => {
  const years = find(SYSTEMS, { ...EVERYTHING, sort: 'year' }).map(sortYear);
  expect(years).toEqual([...years].sort((a, b) => a - b));
  expect(names({ sort: 'year' })[0]).toBe('M44/44X');
  expect(names({ sort: 'year', descending: true })).not.toContain(undefined);
  expect(names({ sort: 'year', descending: true }).at(-1)).toBe('M44/44X');
});

it('sorts by the first kind, then by name', () => {
  const found = find(SYSTEMS, { ...EVERYTHING, sort: 'kind' });
  expect(found.slice(0, 2).map((system) => system.kinds[0])).toEqual(['packaging', 'packaging']);
  expect(found[0]?.name).toBe('Altiris');
});
