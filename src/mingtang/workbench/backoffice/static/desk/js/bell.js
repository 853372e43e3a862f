/* Asks once a minute how many notices are unread, while the page is visible. */
(() => {
    'use strict';

    const MINUTE = 60 * 1000;
    const MOST = 100;
    const bell = document.querySelector('[data-mt-bell]');
    if (!bell) return;
    const shown = bell.querySelector('[data-mt-unread]');

    function show(unread) {
        bell.classList.toggle('mt-bell--unread', unread > 0);
        shown.textContent = '';
        if (!unread) return;
        const word = document.createElement('span');
        word.className = 'mt-hidden';
        word.textContent = ' 条未读';
        shown.append(unread >= MOST ? `${MOST}+` : String(unread), word);
    }

    async function ask() {
        if (document.hidden) return;
        try {
            const answer = await fetch(bell.dataset.mtBell, { headers: { Accept: 'application/json' }, redirect: 'error' });
            if (answer.ok) show((await answer.json()).unread);
        } catch {
            // Signed out or offline: the next page says so.
        }
    }

    setInterval(ask, MINUTE);
    document.addEventListener('visibilitychange', ask);
})();
