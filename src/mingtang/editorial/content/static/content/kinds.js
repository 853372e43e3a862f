/* Opens the fields that a kind of article needs when it is chosen, and folds those it does not need and that are empty. */

function isEmpty(panel) {
    return ![...panel.querySelectorAll('input:not([type=hidden]), textarea')].some((field) => field.value.trim());
}

function show(panel, isWanted) {
    const toggle = panel.querySelector('[data-panel-toggle]');
    const isOpen = toggle?.getAttribute('aria-expanded') === 'true';
    if (toggle && isOpen !== isWanted && (isWanted || isEmpty(panel))) toggle.click();
}

function connect(kind) {
    const panels = [...kind.form.querySelectorAll('[data-mt-kinds]')].map((one) => one.closest('.w-panel') || one);
    const follow = () => panels.forEach((panel) => {
        const named = panel.querySelector('[data-mt-kinds]') || panel;
        show(panel, named.dataset.mtKinds.split(' ').includes(kind.value));
    });
    kind.addEventListener('change', follow);
    window.addEventListener('load', follow); // the shell folds its panels while the page loads
}

document.querySelectorAll('form[data-mt-paste] select[name=kind]').forEach(connect);
