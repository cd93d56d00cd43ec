// Shows an HTML file in headless Chromium and looks for what should not be
// there: node check-page.js CHROMIUM FILE WIDTH [PICTURE]. Prints one JSON
// object: {console, requests, violations, wide, title}.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const {spawn} = require('child_process');
const {pathToFileURL} = require('url');

const [program, file, width, picture] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'omstander-page-'));

// Messages go through a pipe of our own: no port is opened.
const browser = spawn(program, [
  '--headless=new', '--remote-debugging-pipe', '--no-first-run',
  '--disable-gpu', '--disable-extensions', '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND', '--hide-scrollbars',
  `--user-data-dir=${profile}`,
  ...(process.getuid() === 0 ? ['--no-sandbox'] : []), 'about:blank',
], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});

const waiting = new Map();
const found = {console: [], requests: [], violations: [], wide: 0, title: ''};
let next = 0;
let loaded;
const load = new Promise((resolve) => { loaded = resolve; });

function send(method, params = {}, sessionId = undefined) {
  const id = ++next;
  browser.stdio[3].write(
    JSON.stringify({id, method, params, sessionId}) + '\0');
  return new Promise((resolve, reject) => waiting.set(id, {resolve, reject}));
}

function take(message) {
  if (message.id) {
    const {resolve, reject} = waiting.get(message.id);
    waiting.delete(message.id);
    return message.error ? reject(new Error(message.error.message))
      : resolve(message.result);
  }
  const p = message.params;
  if (message.method === 'Page.loadEventFired') loaded();
  if (message.method === 'Log.entryAdded') found.console.push(p.entry.text);
  if (message.method === 'Runtime.consoleAPICalled')
    found.console.push(p.args.map((a) => a.value).join(' '));
  if (message.method === 'Runtime.exceptionThrown')
    found.console.push(p.exceptionDetails.text);
  if (message.method === 'Network.requestWillBeSent')
    found.requests.push(p.request.url.slice(0, 200));
  return undefined;
}

let rest = '';
browser.stdio[4].on('data', (bytes) => {
  const parts = (rest + bytes).split('\0');
  rest = parts.pop();
  for (const part of parts) take(JSON.parse(part));
});

async function run() {
  const {targetInfos} = await send('Target.getTargets');
  const page = targetInfos.find((t) => t.type === 'page');
  const {sessionId} = await send('Target.attachToTarget',
    {targetId: page.targetId, flatten: true});
  const evaluate = async (expression) => (await send('Runtime.evaluate',
    {expression, awaitPromise: true, returnByValue: true}, sessionId))
    .result.value;
  for (const domain of ['Page', 'Log', 'Runtime', 'Network'])
    await send(`${domain}.enable`, {}, sessionId);
  await send('Emulation.setDeviceMetricsOverride', {width: Number(width),
    height: 900, deviceScaleFactor: 1, mobile: false}, sessionId);
  await send('Page.navigate', {url: pathToFileURL(file).href}, sessionId);
  await load;
  found.title = await evaluate('document.title');
  found.wide = await evaluate(
    'document.documentElement.scrollWidth - window.innerWidth');
  if (picture) {
    const shot = await send('Page.captureScreenshot',
      {format: 'png'}, sessionId);
    fs.writeFileSync(picture, Buffer.from(shot.data, 'base64'));
  }
  // what is folded away is read, too
  await evaluate("document.querySelectorAll('details').forEach(" +
    '(d) => { d.open = true; })');
  await evaluate(axe + ';0');
  const raw = await evaluate(
    'axe.run().then((r) => JSON.stringify(r.violations.map((v) => ' +
    '({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html)' +
    '}))))');
  found.violations = JSON.parse(raw);
}

run().then(() => console.log(JSON.stringify(found)), (error) => {
  console.error(error.message);
  process.exitCode = 2;
}).finally(() => {
  browser.on('exit', () => fs.rmSync(profile, {recursive: true, force: true}));
  browser.kill('SIGKILL');
});
