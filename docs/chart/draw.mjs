// Draws the CSV of a roll-up's view (period, region, nps, lower, upper, target, verdict) with vega-lite: node draw.mjs IN.csv OUT.png
import { readFileSync, writeFileSync } from 'node:fs';
import * as vega from 'vega';
import * as vegaLite from 'vega-lite';
import { Resvg } from '@resvg/resvg-js';

const [input, output] = process.argv.slice(2);
const [header, ...lines] = readFileSync(input, 'utf8').trim().split('\n').map((line) => line.split(','));
const values = lines.map((line) => Object.fromEntries(line.map((cell, i) => [header[i], isNaN(cell) ? cell : Number(cell)])));

const spec = {
  data: { values },
  facet: { column: { field: 'region', header: { title: null, labelFontSize: 13 } } },
  spec: {
    width: 300,
    height: 220,
    encoding: { x: { field: 'period', type: 'temporal', timeUnit: 'utcyearmonth', title: null, axis: { format: '%b', tickCount: 12 } } },
    layer: [
      { mark: { type: 'errorband', opacity: 0.2 },
        encoding: { y: { field: 'lower', type: 'quantitative', title: 'NPS with its 95 % interval' }, y2: { field: 'upper' } } },
      { mark: { type: 'line' }, encoding: { y: { field: 'nps', type: 'quantitative' } } },
      { mark: { type: 'point', filled: true, size: 55 },
        encoding: { y: { field: 'nps', type: 'quantitative' },
          color: { field: 'verdict', type: 'nominal', title: 'target of 20',
            scale: { domain: ['met', 'undecided', 'missed'], range: ['#2a8f4f', '#999999', '#c2402e'] } } } },
      { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { x: null, y: { field: 'target', type: 'quantitative', aggregate: 'max' } } },
    ],
  },
  config: { background: 'white', font: 'sans-serif', view: { stroke: '#dddddd' } },
};

const svg = await new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'none' }).toSVG();
const png = new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 }, font: { loadSystemFonts: true } }).render().asPng();
writeFileSync(output, png);
console.log(`${output}: ${values.length} rows`);
