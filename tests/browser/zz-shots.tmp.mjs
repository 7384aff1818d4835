import { startBrowser } from '../lib/browser.mjs';
import { Server } from '../lib/server.mjs';
const out = process.env.OUT; 
const only = process.env.ONLY?.split(',');
const SIZES = [[360,740],[1280,800],[1920,1080]];
const browser = await startBrowser();
const servers = [];
const server = async (...flags) => { const s = await Server.start(...flags); servers.push(s); return s; };
const visit = async (s, path, opts={}) => { const c = await browser.newContext({ reducedMotion:'reduce', ...opts }); c.setDefaultTimeout(8000); const p = await c.newPage(); await p.goto(`http://${s.main}${path}`); return p; };
const shot = async (p, name, { full=false, sizes=SIZES, schemes=['light'] }={}) => { for (const [w,h] of sizes) for (const scheme of schemes) { await p.emulateMedia({ colorScheme: scheme, reducedMotion:'reduce' }); await p.setViewportSize({ width:w, height:h }); await p.waitForTimeout(350); await p.screenshot({ path: `${out}/${name}-${w}${scheme==='dark'?'-dark':''}.png`, fullPage: full }); } };
const press = (p, name) => p.getByRole('button', { name, exact: true }).filter({visible:true}).first().click();
const named = async (s, name, path='/') => { const p = await visit(s, path); await p.evaluate((n)=>localStorage.setItem('name', n), name.replaceAll(' ','_')); await p.evaluate(()=>sessionStorage.clear()); await p.reload(); await p.waitForTimeout(400); return p; };
const pair = async (s, a, b) => { const x = await named(s, a); await x.getByRole('button',{name:'Play',exact:true}).filter({visible:true}).click(); await x.waitForTimeout(200); const o = await named(s, b); await o.getByRole('button',{name:'Play',exact:true}).filter({visible:true}).click(); await x.locator('#table').waitFor(); await o.locator('#table').waitFor(); return {x,o}; };
const cell = (p, n) => p.locator('#board button').nth(n).click({ force: true });
const play = async ({x,o}, cells) => { for (const [i,c] of cells.entries()) { await cell(i%2?o:x, c); await x.waitForTimeout(150); } };
const scenes = {
  async lobby() { const s = await server('--lan'); const p = await visit(s,'/'); await p.waitForTimeout(2300); await shot(p,'lobby-alone-lan',{full:true}); 
    const a = await named(s,'Ann Lee'); await press(a,'Host a room'); const b = await named(s,'Maximilian Featherstoneh'); await play(await pair(s,'Bartholomew Quincy Smith','Wilhelmina Margaret Moss'),[4,0,8]);
    for (const n of ['Cy','Di','Eve','Flo','Gus']) await named(s,n);
    await p.getByText('Play a house bot').click(); await p.waitForTimeout(600); await shot(p,'lobby-busy',{full:true, schemes:['light','dark']}); await shot(a,'lobby-room',{full:true,sizes:[[1280,800],[360,740]]}); },
  async off() { const s = await server('--chat','off'); const p = await visit(s,'/'); await p.waitForTimeout(600); await shot(p,'lobby-chatoff',{full:true}); await p.setViewportSize({width:900,height:800}); await p.screenshot({path:`${out}/lobby-chatoff-900.png`,fullPage:true}); const a = await named(s,'Ann Lee'); await press(a,'Host a room'); await shot(a,'lobby-room-nolan',{sizes:[[1280,800],[360,740]]}); },
  async phrases() { const s = await server('--chat','phrases'); const g = await pair(s,'Ann','Bo'); await play(g,[4,0]); await shot(g.x,'phrases-game',{full:true}); const p = await visit(s,'/'); await p.waitForTimeout(500); await shot(p,'phrases-lobby',{full:true,sizes:[[360,740],[1280,800]]}); },
  async game() { const s = await server('--claim-ms','20000'); const g = await pair(s,'Bartholomew Quincy Smith','Wilhelmina Margaret Moss'); await play(g,[4,0]); await shot(g.x,'game-on',{schemes:['light','dark']});
    const c = await named(s,'Cy'); await c.getByRole('button',{name:'Challenge Bartholomew Quincy Smith'}).count(); 
    const d = await named(s,'Di'); await d.waitForTimeout(300);
    await g.x.evaluate(()=>0);
    const net = await import('node:net'); 
    await shot(g.o,'game-theirs',{sizes:[[360,740]]});
    await g.o.close(); await g.x.waitForTimeout(500); await shot(g.x,'game-away',{sizes:[[360,740],[1280,800]]}); },
  async calls() { const s = await server(); const g = await pair(s,'Ann','Bo'); await play(g,[4,0]);
    const w = await named(s,'Robo'); await w.evaluate(()=>{ const ws = globalThis.w2 = new WebSocket(`ws://${location.host}/tttp`,'tttp.2'); ws.onopen=()=>{ ws.send('HELLO TTTP/2 name=Challenger_Of_All bot'); ws.send('CHALLENGE Ann clock=30+1'); }; }); await g.x.waitForTimeout(500);
    await shot(g.x,'call-in-game',{schemes:['light','dark']}); await g.x.locator('summary',{hasText:'Decline'}).click(); await shot(g.x,'call-in-game-reasons',{sizes:[[360,740]]});
    await w.evaluate(()=>globalThis.w2.send('CANCEL')); await g.x.waitForTimeout(400); await shot(g.x,'call-withdrawn',{sizes:[[360,740],[1280,800]]}); await press(g.x,'Fine');
    await play(g,[8,1,6,7,2].map((c)=>c)); await shot(g.x,'won'); await shot(g.o,'lost',{schemes:['light','dark']});
    await w.evaluate(()=>globalThis.w2.send('CHALLENGE Ann clock=30+1')); await g.x.waitForTimeout(400); await shot(g.x,'call-after-end',{sizes:[[360,740],[1280,800]]});
    const l = await named(s,'Zed'); await w.evaluate(()=>globalThis.w2.send('CHALLENGE Zed')); await l.waitForTimeout(400); await shot(l,'call-lobby',{sizes:[[360,740],[1280,800]]}); },
  async nogame() { const s = await server('--offer-ms','500'); const p = await visit(s,'/game'); await p.waitForTimeout(500); await shot(p,'nogame',{schemes:['light','dark']}); await press(p,'Play'); await p.waitForTimeout(900); await shot(p,'nogame-waiting'); const q = await visit(s,'/game?join=23456'); await q.waitForTimeout(500); await shot(q,'badjoin',{sizes:[[360,740],[1280,800]]}); },
  async offline() { const s = await server(); const g = await pair(s,'Ann','Bo'); await play(g,[4,0]); await s.stop(); await g.x.waitForTimeout(300); await shot(g.x,'offline',{sizes:[[360,740],[1280,800]]}); await g.x.waitForTimeout(3000); await shot(g.x,'offline-later',{sizes:[[1280,800]]}); await s.restart(); await g.x.getByText('This game is gone').waitFor({timeout:20000}); await shot(g.x,'gone',{sizes:[[360,740],[1280,800]]}); },
  async tv() { const s = await server('--lan'); const p = await visit(s,'/tv'); await p.waitForTimeout(800); await shot(p,'tv-empty',{schemes:['light','dark']}); await play(await pair(s,'Bartholomew Quincy Smith','Wilhelmina Margaret Moss'),[4,0,8]); await p.waitForTimeout(600); await shot(p,'tv-1'); 
    for (const [a,b] of [['Ann','Bo'],['Cyril','Daphne'],['WWWWWWWWWWWWWWWWWWWWWWWW','MMMMMMMMMMMMMMMMMMMMMMMM'],['Eve','Flo'],['Gus','Hal']]) await play(await pair(s,a,b),[4]); const h = await named(s,'Longname Against House'); await h.getByText('Play a house bot').click(); await h.getByRole('button',{name:/^Random/}).filter({visible:true}).click(); await p.waitForTimeout(800); await shot(p,'tv-7',{schemes:['light','dark']}); const n = await visit(s,'/'); await n.waitForTimeout(500); await shot(n,'lobby-games',{full:true});
    const s2 = await server(); const q = await visit(s2,'/tv'); await q.waitForTimeout(600); await shot(q,'tv-nolan'); },
};
for (const [n, run] of Object.entries(scenes)) { if (only && !only.includes(n)) continue; try { await run(); } catch (e) { console.log(n, String(e).slice(0,400)); } }
await browser.close(); for (const s of servers) await s.stop();
