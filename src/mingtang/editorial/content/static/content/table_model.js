/* A table as a grid of cells that may span several rows and columns. Knows no page: HTML in, HTML out. */

const INLINE = new Set(['B', 'STRONG', 'I', 'EM', 'SUB', 'SUP', 'A', 'BR']);
const BLOCKS = new Set(['P', 'DIV', 'LI']);
const MOST_SPAN = 1000;

function span(cell, name) {
    return Math.min(Math.max(parseInt(cell.getAttribute(name), 10) || 1, 1), MOST_SPAN);
}

/** Copies what a cell may hold from one node into another; everything else leaves its words. */
export function copyInline(from, to) {
    for (const child of from.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) to.append(child.textContent);
        else if (child.nodeType === Node.ELEMENT_NODE) copyElement(child, to);
    }
}

function copyElement(child, to) {
    if (BLOCKS.has(child.tagName) && to.childNodes.length) to.append(document.createElement('br'));
    if (!INLINE.has(child.tagName)) {
        copyInline(child, to);
        return;
    }
    const own = document.createElement(child.tagName);
    const address = child.getAttribute('href') || '';
    if (/^(?:https?:|mailto:|tel:)/i.test(address)) own.setAttribute('href', address);
    copyInline(child, own);
    to.append(own);
}

function inner(cell) {
    const box = document.createElement('div');
    copyInline(cell, box);
    return box.innerHTML.trim();
}

/** Returns the grid of a table element. */
export function readTable(table) {
    const grid = { cells: [], rows: 0, columns: 0, caption: table.caption?.textContent.trim() || '' };
    const taken = new Set();
    [...table.rows].forEach((row, y) => {
        let x = 0;
        for (const cell of row.cells) {
            while (taken.has(`${x},${y}`)) x += 1;
            const one = { x, y, w: span(cell, 'colspan'), h: span(cell, 'rowspan'), isHead: cell.tagName === 'TH', html: inner(cell) };
            one.h = Math.min(one.h, table.rows.length - y);
            for (let dy = 0; dy < one.h; dy += 1) for (let dx = 0; dx < one.w; dx += 1) taken.add(`${x + dx},${y + dy}`);
            grid.cells.push(one);
            x += one.w;
        }
    });
    grid.rows = table.rows.length;
    grid.columns = Math.max(0, ...grid.cells.map((one) => one.x + one.w));
    return filled(grid);
}

/** Returns an empty grid with one row of headings. */
export function emptyGrid(rows, columns) {
    const grid = filled({ cells: [], rows, columns, caption: '' });
    grid.cells.forEach((one) => { one.isHead = one.y === 0; });
    return grid;
}

function at(grid, x, y) {
    return grid.cells.find((one) => one.x <= x && x < one.x + one.w && one.y <= y && y < one.y + one.h);
}

/** Adds an empty cell wherever a row is too short. */
function filled(grid) {
    for (let y = 0; y < grid.rows; y += 1) {
        for (let x = 0; x < grid.columns; x += 1) {
            if (!at(grid, x, y)) grid.cells.push({ x, y, w: 1, h: 1, isHead: false, html: '' });
        }
    }
    grid.cells.sort((a, b) => a.y - b.y || a.x - b.x);
    return grid;
}

const AXES = { row: ['y', 'h', 'rows'], column: ['x', 'w', 'columns'] };

/** Inserts an empty row or column before a place; cells that reach over it grow. */
export function insertLine(grid, kind, place) {
    const [start, size, count] = AXES[kind];
    for (const one of grid.cells) {
        if (one[start] >= place) one[start] += 1;
        else if (one[start] + one[size] > place) one[size] += 1;
    }
    grid[count] += 1;
    filled(grid);
    if (kind === 'column') for (const one of grid.cells) one.isHead ||= one.x === place && isHeadRow(grid, one.y, place);
}

function isHeadRow(grid, y, besides) {
    const others = grid.cells.filter((one) => one.y === y && one.x !== besides);
    return others.length > 0 && others.every((one) => one.isHead);
}

/** Deletes a row or column; the last one stays. Cells that reach over it shrink. */
export function deleteLine(grid, kind, place) {
    const [start, size, count] = AXES[kind];
    if (grid[count] === 1) return;
    grid.cells = grid.cells.filter((one) => one[start] !== place || one[size] > 1);
    for (const one of grid.cells) {
        if (one[start] > place) one[start] -= 1;
        else if (one[start] + one[size] > place) one[size] -= 1;
    }
    grid[count] -= 1;
    filled(grid);
}

/** Joins a cell with the next one to its right or below; false where no cell of the same side is there. */
export function mergeCell(grid, cell, kind) {
    const [start, size] = AXES[kind];
    const [otherStart, otherSize] = AXES[kind === 'row' ? 'column' : 'row'];
    const next = grid.cells.find((one) => one[start] === cell[start] + cell[size] && one[otherStart] === cell[otherStart]);
    if (!next || next[otherSize] !== cell[otherSize]) return false;
    cell[size] += next[size];
    cell.html = [cell.html, next.html].filter(Boolean).join('<br>');
    grid.cells = grid.cells.filter((one) => one !== next);
    return true;
}

/** Parts a cell that was merged; its words stay in the first one. */
export function splitCell(grid, cell) {
    cell.w = 1;
    cell.h = 1;
    filled(grid);
}

/** Makes the first row one of headings, or of plain cells where all of it are headings. */
export function toggleHeads(grid) {
    const first = grid.cells.filter((one) => one.y === 0);
    const isHead = !first.every((one) => one.isHead);
    first.forEach((one) => { one.isHead = isHead; });
}

/** Returns a grid as the HTML that is stored. */
export function tableHtml(grid) {
    const table = document.createElement('table');
    if (grid.caption) table.createCaption().textContent = grid.caption;
    for (let y = 0; y < grid.rows; y += 1) {
        const row = table.insertRow();
        for (const one of grid.cells.filter((cell) => cell.y === y)) {
            const cell = document.createElement(one.isHead ? 'th' : 'td');
            if (one.isHead && y === 0) cell.scope = one.w > 1 ? 'colgroup' : 'col';
            if (one.w > 1) cell.colSpan = one.w;
            if (one.h > 1) cell.rowSpan = one.h;
            cell.innerHTML = one.html;
            row.append(cell);
        }
    }
    return table.outerHTML;
}
