/* Names the boxes of the rich text editor, which a screen reader would else call by nothing, and writes
   what was typed last into its field before a form is sent: the editor itself waits a quarter of a second. */

// The toolbar is always there; who unpins it finds it unpinned the next time.
try {
    const PINNED = 'wagtail:draftail-toolbar';
    if (!localStorage.getItem(PINNED)) localStorage.setItem(PINNED, 'sticky');
} catch {
    // No storage: the toolbar appears where words are selected.
}

function label() {
    for (const box of document.querySelectorAll('[contenteditable="true"][role="textbox"]:not([aria-label])')) {
        const block = box.closest('[data-contentpath]')?.querySelector('.c-sf-block__type, .w-panel__heading');
        box.setAttribute('aria-label', block?.textContent.trim() || '正文');
    }
}

function flush(form) {
    for (const field of form.elements) field.draftailEditor?.saveState();
}

// While capturing, so that anyone else who reads the form on its way out finds all of it.
document.addEventListener('submit', (event) => flush(event.target), true);

label();
new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
