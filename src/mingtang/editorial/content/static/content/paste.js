/* Turns what is pasted out of Word, WPS, Excel, a page or a message into blocks: tables, pictures, lists and signature.

   The server reads it; without the script, and for a few words, the editor's own paste is used. */

const STRUCTURE = /<table|<img|<v:imagedata|mso-list|<h[1-6][\s>]|<li[\s>]/i;
const PARAGRAPHS = /<(?:p|section)[\s>]/gi;
const NAMES = { text: '段文字', html_table: '张表格', picture: '张图片', signature: '处落款' };

function picturesOf(data) {
    return [...data.files].filter((file) => file.type.startsWith('image/'));
}

function isWorth(html, pictures) {
    return pictures.length > 0 || STRUCTURE.test(html) || (html.match(PARAGRAPHS) || []).length > 1;
}

function streamOf(editor) {
    const root = editor.closest('#body-root') || document.getElementById('body-root');
    return root && root.contains(editor) ? root.rootBlock : null;
}

function placeOf(editor, stream) {
    const child = editor.closest('[data-streamfield-child]');
    return stream.children.findIndex((one) => child.querySelector(`input[name="${one.prefix}-deleted"]`));
}

function notice(form) {
    let box = form.querySelector('[data-mt-pasted]');
    if (!box) {
        box = document.createElement('div');
        box.className = 'mt-notice';
        box.dataset.mtPasted = '';
        box.setAttribute('role', 'status');
        document.getElementById('body-root').before(box);
    }
    box.replaceChildren();
    return box;
}

function say(box, text) {
    const line = document.createElement('p');
    line.textContent = text;
    box.append(line);
}

function sum(blocks) {
    const counts = new Map();
    for (const block of blocks) {
        const name = NAMES[block.type] || '处内容';
        counts.set(name, (counts.get(name) || 0) + 1);
    }
    return [...counts].map(([name, count]) => `${count} ${name}`).join('、');
}

function report(form, stream, answer) {
    const box = notice(form);
    say(box, answer.blocks.length ? `已粘贴：${sum(answer.blocks)}。` : '粘贴的内容里没有可以收入的文字、表格或图片。');
    answer.notes.forEach((note) => say(box, note));
    if (!answer.blocks.length) return;
    const undo = document.createElement('button');
    undo.type = 'button';
    undo.className = 'mt-button';
    undo.textContent = '撤销粘贴';
    undo.addEventListener('click', () => {
        const ids = new Set(answer.blocks.map((block) => block.id));
        for (let at = stream.children.length - 1; at >= 0; at -= 1) {
            if (ids.has(stream.children[at].id)) stream.deleteBlock(at);
        }
        box.remove();
    });
    box.append(undo);
}

function insert(editor, stream, blocks) {
    const at = placeOf(editor, stream);
    blocks.forEach((block, index) => stream.insert(block, at + 1 + index, { animate: false }));
    if (blocks.length && !editor.textContent.trim()) stream.deleteBlock(at);
}

async function send(form, html, rtf, pictures) {
    const parts = new FormData();
    parts.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
    parts.append('unit', form.elements.unit?.value || '');
    parts.append('html', new Blob([html]), 'pasted.html');
    if (rtf) parts.append('rtf', new Blob([rtf]), 'pasted.rtf');
    pictures.forEach((file) => parts.append('pictures', file, file.name));
    const response = await fetch(form.dataset.mtPaste, {
        method: 'POST',
        body: parts,
        headers: { 'X-Requested-With': 'XMLHttpRequest' },
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.detail || '服务器没有回应，请稍后再试。');
    return answer;
}

async function take(form, editor, stream, html, rtf, pictures) {
    say(notice(form), '正在整理粘贴的内容……');
    try {
        const answer = await send(form, html, rtf, pictures);
        insert(editor, stream, answer.blocks);
        report(form, stream, answer);
        form.dispatchEvent(new Event('input', { bubbles: true }));
    } catch (fault) {
        const box = notice(form);
        say(box, `没有粘贴成功：${fault.message}`);
        say(box, '按 Ctrl+Shift+V 可以只粘贴文字。');
    }
}

function connect(form) {
    form.addEventListener(
        'paste',
        (event) => {
            const editor = event.target.closest?.('[contenteditable="true"][role="textbox"]:not(.mt-cell)');
            const stream = editor && streamOf(editor);
            if (!stream || !event.clipboardData) return;
            const html = event.clipboardData.getData('text/html');
            const pictures = html ? [] : picturesOf(event.clipboardData);
            if (!isWorth(html, pictures)) return;
            event.preventDefault();
            event.stopPropagation();
            const rtf = /file:\/\//i.test(html) ? event.clipboardData.getData('text/rtf') : '';
            take(form, editor, stream, html, rtf, pictures);
        },
        true,
    );
}

document.querySelectorAll('form[data-mt-paste]').forEach(connect);
