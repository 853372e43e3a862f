/* Shows the table of a body as a table to write into, instead of its markup: rows and columns are added, cells merged. */

import { copyInline, deleteLine, emptyGrid, insertLine, mergeCell, readTable, splitCell, tableHtml, toggleHeads } from './table_model.js';

const BUTTONS = [
    ['上方加行', (grid, cell) => insertLine(grid, 'row', cell.y)],
    ['下方加行', (grid, cell) => insertLine(grid, 'row', cell.y + cell.h)],
    ['左侧加列', (grid, cell) => insertLine(grid, 'column', cell.x)],
    ['右侧加列', (grid, cell) => insertLine(grid, 'column', cell.x + cell.w)],
    ['删除行', (grid, cell) => deleteLine(grid, 'row', cell.y)],
    ['删除列', (grid, cell) => deleteLine(grid, 'column', cell.x)],
    ['向右合并', (grid, cell) => mergeCell(grid, cell, 'column')],
    ['向下合并', (grid, cell) => mergeCell(grid, cell, 'row')],
    ['拆分', (grid, cell) => splitCell(grid, cell)],
    ['首行作表头', (grid) => toggleHeads(grid)],
];
const START = [3, 3]; // rows and columns of a new table

function parsed(html) {
    const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
    return table && table.rows.length ? readTable(table) : null;
}

class TableEditor {
    constructor(field, grid) {
        this.field = field;
        this.grid = grid;
        this.current = grid.cells[0];
        this.box = document.createElement('div');
        this.box.className = 'mt-grid';
        this.message = document.createElement('p');
        this.message.setAttribute('role', 'status');
        this.message.className = 'mt-grid__message';
        this.scroll = document.createElement('div');
        this.scroll.className = 'mt-grid__scroll';
        this.box.append(this.buttons(), this.message, this.scroll);
        field.hidden = true;
        field.after(this.box);
        this.show();
    }

    buttons() {
        const bar = document.createElement('div');
        bar.className = 'mt-grid__bar';
        bar.setAttribute('role', 'toolbar');
        bar.setAttribute('aria-label', '表格');
        BUTTONS.forEach(([label, act]) => {
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = label;
            button.addEventListener('click', () => this.act(act));
            bar.append(button);
        });
        return bar;
    }

    act(act) {
        const { x, y } = this.current;
        this.message.textContent = act(this.grid, this.current) === false ? '旁边的单元格大小不同，不能合并；请先拆分或合并它们。' : '';
        this.show();
        this.store();
        this.focus(x, y);
    }

    focus(x, y) {
        const near = this.grid.cells.filter((one) => one.x <= x && one.y <= y).pop() || this.grid.cells[0];
        near.box.focus();
    }

    show() {
        const table = document.createElement('table');
        if (this.grid.caption) table.createCaption().textContent = this.grid.caption;
        for (let y = 0; y < this.grid.rows; y += 1) {
            const row = table.insertRow();
            this.grid.cells.filter((one) => one.y === y).forEach((one) => row.append(this.cell(one)));
        }
        this.scroll.replaceChildren(table);
    }

    cell(one) {
        const cell = document.createElement(one.isHead ? 'th' : 'td');
        cell.colSpan = one.w;
        cell.rowSpan = one.h;
        one.box = document.createElement('div');
        one.box.className = 'mt-cell';
        one.box.contentEditable = 'true';
        one.box.setAttribute('role', 'textbox');
        one.box.setAttribute('aria-multiline', 'true');
        one.box.setAttribute('aria-label', `第 ${one.y + 1} 行第 ${one.x + 1} 列`);
        one.box.innerHTML = one.html;
        one.box.addEventListener('focus', () => { this.current = one; });
        one.box.addEventListener('input', () => this.read(one));
        one.box.addEventListener('keydown', (event) => this.key(event, one));
        one.box.addEventListener('paste', (event) => this.paste(event, one));
        cell.append(one.box);
        return cell;
    }

    read(one) {
        const copy = document.createElement('div');
        copyInline(one.box, copy);
        one.html = copy.innerHTML.replace(/(?:<br>)+$/, '').trim();
        this.store();
    }

    key(event, one) {
        const step = { ArrowDown: [0, one.h], ArrowUp: [0, -1] }[event.key];
        if (!step || !event.altKey) return;
        event.preventDefault();
        this.focus(one.x + step[0], Math.max(0, one.y + step[1]));
    }

    paste(event, one) {
        event.preventDefault();
        event.stopPropagation();
        const range = parsed(event.clipboardData.getData('text/html'));
        if (range && range.cells.length > 1) this.fill(range, one);
        else document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
    }

    /** Writes a copied range into the cells from this one on, as a spreadsheet does; rows that are missing are added. */
    fill(range, one) {
        while (this.grid.rows < one.y + range.rows) insertLine(this.grid, 'row', this.grid.rows);
        while (this.grid.columns < one.x + range.columns) insertLine(this.grid, 'column', this.grid.columns);
        range.cells.forEach((from) => {
            const to = this.grid.cells.find((cell) => cell.x === one.x + from.x && cell.y === one.y + from.y);
            if (to) to.html = from.html;
        });
        this.show();
        this.store();
        this.focus(one.x, one.y);
    }

    store() {
        this.field.value = tableHtml(this.grid);
        this.field.dispatchEvent(new Event('input', { bubbles: true }));
    }
}

function isTable(field) {
    const type = field.name.replace(/-value$/, '-type');
    return field.form?.elements[type]?.value === 'html_table';
}

function connect(root) {
    for (const field of root.querySelectorAll('textarea[name$="-value"]:not([data-mt-grid])')) {
        if (!isTable(field)) continue;
        field.dataset.mtGrid = '';
        const grid = field.value.trim() ? parsed(field.value) : emptyGrid(...START);
        if (grid) new TableEditor(field, grid);
        else field.setAttribute('aria-label', '表格'); // a picture of another site: its address can be read
    }
}

const body = document.getElementById('body-root') || document.querySelector('form[data-mt-paste]');
if (body) {
    const form = body.closest('form');
    connect(form);
    new MutationObserver(() => connect(form)).observe(form, { childList: true, subtree: true });
}
