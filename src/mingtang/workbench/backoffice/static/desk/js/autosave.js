/* Stores what is typed on the server every few seconds, so that a closed laptop costs nothing, and names others at work.

   The server offers it when the screen is opened again, on any machine; saving the form ends it. */

const EVERY = 5; // seconds
const LEFT_OUT = new Set(['csrfmiddlewaretoken', 'password']);

function partsOf(form) {
    for (const field of form.elements) field.draftailEditor?.saveState();
    const parts = new FormData(form);
    for (const [name, value] of [...parts]) {
        if (LEFT_OUT.has(name) || typeof value !== 'string') parts.delete(name);
    }
    return parts;
}

function digest(parts) {
    return JSON.stringify([...parts]);
}

function describe(answer) {
    const now = new Date().toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
    const state = answer.is_stored ? `已自动暂存（${now}），还没有保存。` : '内容过大，没有自动暂存，请及时保存。';
    return answer.others.length ? `${state}${answer.others.join('、')}也在修改，保存前请先沟通。` : state;
}

function connect(form) {
    const status = form.querySelector('[data-mt-autosaved]');
    const stopped = new AbortController();
    let last = '';
    let isSending = false;
    let isTouched = false; // editors write their fields by themselves while a page loads

    async function store() {
        if (!isTouched || isSending || stopped.signal.aborted) return;
        const parts = partsOf(form);
        const typed = digest(parts);
        if (typed === last) return;
        isSending = true;
        try {
            parts.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
            const response = await fetch(form.dataset.mtAutosave, {
                method: 'POST',
                body: parts,
                headers: { 'X-Requested-With': 'XMLHttpRequest' },
                signal: stopped.signal,
            });
            if (!response.ok) throw new Error(response.statusText);
            last = typed;
            if (status) status.textContent = describe(await response.json());
        } catch {
            // The browser's own copy remains; the next round tries again.
            if (status && !stopped.signal.aborted) status.textContent = '网络不通，内容暂存在本机浏览器里。';
        } finally {
            isSending = false;
        }
    }

    for (const kind of ['input', 'change', 'drop']) form.addEventListener(kind, () => { isTouched = true; });
    // Blocks are moved, added and deleted by buttons.
    form.addEventListener('click', (event) => { isTouched ||= event.target.closest?.('button') !== null; });
    const timer = setInterval(store, EVERY * 1000);
    document.addEventListener('visibilitychange', () => document.hidden && store());
    form.addEventListener('submit', () => {
        clearInterval(timer);
        stopped.abort();
    });
}

document.querySelectorAll('form[data-mt-autosave]').forEach(connect);
