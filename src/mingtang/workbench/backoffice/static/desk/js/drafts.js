/* Keeps a copy of a form in the browser while it is filled in, for the day the network fails.

   A copy is bound to the person and the screen, lives a day, goes when the form was sent and its
   page has left, and is filled in again by the server, so that block editors come back too. */

const PREFIX = 'mt-draft:';
const LIFE = 24 * 3600 * 1000;
const BETWEEN_COPIES = 10 * 1000;
const LEFT_OUT = new Set(['csrfmiddlewaretoken', 'form_key', 'password']);

function stored(key) {
    try {
        return JSON.parse(localStorage.getItem(key));
    } catch {
        return null;
    }
}

function store(key, value) {
    try {
        localStorage.setItem(key, JSON.stringify(value));
    } catch {
        // Full or switched off: the server keeps what it can.
    }
}

function fieldsOf(form) {
    return [...new FormData(form)].filter(
        ([name, value]) => typeof value === 'string' && !LEFT_OUT.has(name),
    );
}

function forgetOld() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    keys.forEach((key) => {
        const draft = stored(key);
        if (!draft || Date.now() - draft.at > LIFE) localStorage.removeItem(key);
    });
}

function restore(form, fields) {
    const sender = document.createElement('form');
    sender.method = 'post';
    sender.action = form.dataset.mtRestore;
    const add = (name, value) => {
        const input = document.createElement('textarea');
        input.name = name;
        input.value = value;
        sender.append(input);
    };
    fields.forEach(([name, value]) => add(name, value));
    add('draft-path', window.location.pathname);
    add('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
    sender.hidden = true;
    document.body.append(sender);
    sender.submit();
}

function offer(form, key, draft) {
    const notice = document.createElement('div');
    notice.className = 'mt-notice';
    notice.setAttribute('role', 'status');
    const when = new Date(draft.at).toLocaleString('zh-CN', { hour12: false });
    const text = document.createElement('p');
    text.textContent = `有未提交的内容（${when}），是否恢复？`;
    const take = document.createElement('button');
    take.type = 'button';
    take.className = 'mt-button';
    take.textContent = '恢复这份内容';
    take.addEventListener('click', () => {
        localStorage.removeItem(key);
        restore(form, draft.fields);
    });
    const drop = document.createElement('button');
    drop.type = 'button';
    drop.className = 'mt-button';
    drop.textContent = '放弃';
    drop.addEventListener('click', () => {
        localStorage.removeItem(key);
        notice.remove();
    });
    notice.append(text, take, ' ', drop);
    form.prepend(notice);
}

function connect(form) {
    const key = PREFIX + form.dataset.mtDraft;
    const first = JSON.stringify(fieldsOf(form));
    const draft = stored(key);
    // What the server restored is newer, unless the network failed for longer than between two copies.
    const restored = Number(form.querySelector('[data-mt-restored]')?.dataset.mtRestored || 0) * 1000;
    if (draft?.sent || draft?.at < restored + BETWEEN_COPIES) localStorage.removeItem(key);
    else if (draft && JSON.stringify(draft.fields) !== first) offer(form, key, draft);

    let timer = 0;
    const keep = (sent) => {
        const fields = fieldsOf(form);
        if (JSON.stringify(fields) === first) return;
        store(key, { at: Date.now(), fields, sent });
    };
    const later = () => {
        clearTimeout(timer);
        timer = setTimeout(() => keep(false), 1000);
    };
    form.addEventListener('input', later);
    form.addEventListener('change', later);
    form.addEventListener('submit', () => {
        clearTimeout(timer);
        keep(false);
        sessionStorage.setItem('mt-draft-sent', key);
    });
}

document.addEventListener('DOMContentLoaded', () => {
    forgetOld();
    const forms = [...document.querySelectorAll('form[data-mt-draft]')];
    const sent = sessionStorage.getItem('mt-draft-sent');
    sessionStorage.removeItem('mt-draft-sent');
    const isSame = forms.some((form) => PREFIX + form.dataset.mtDraft === sent);
    // A signed-in page of another screen came back: what was sent has arrived.
    // Unless it met another text: then it is kept until a choice between both was sent.
    const conflict = document.querySelector('form[data-mt-conflict]');
    conflict?.addEventListener('submit', () => {
        sessionStorage.setItem('mt-draft-sent', PREFIX + conflict.dataset.mtConflict);
    });
    if (sent && !isSame && !conflict && document.getElementById('wagtail-sidebar')) {
        localStorage.removeItem(sent);
    }
    forms.forEach(connect);
});
