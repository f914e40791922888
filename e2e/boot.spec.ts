import { expect, test } from './fixtures.ts';

test('a first visit opens into a real Linux that takes key strokes', async ({ snow }) => {
  await snow.open();
  await snow.type('uname -sm; echo $((6*7))\n');
  await snow.expectConsole(/Linux i[56]86\n42/);
});

test('the shell keeps what was set from one run to the next', async ({ snow }) => {
  await snow.open();
  await snow.run('cd /etc; greeting=hello');
  expect(await snow.run('echo $greeting; pwd; false')).toEqual({
    output: 'hello\n/etc\n',
    exitCode: 1,
  });
});
