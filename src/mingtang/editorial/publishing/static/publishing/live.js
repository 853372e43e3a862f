/* Asks for the page again while something on it is under way, and puts in what has changed.
   A part says so by an id and data-mt-live; it stops when no part says so any more. */
(() => {
    'use strict';

    const EVERY = 3000; // milliseconds
    const MOST = 200; // ten minutes; anyone who is still there reloads
    let asked = 0;

    function parts(page) {
        return [...page.querySelectorAll('[data-mt-live]')].filter((part) => part.id);
    }

    async function refresh() {
        const shown = parts(document);
        if (!shown.length || (asked += 1) > MOST) return;
        if (!document.hidden) {
            // The header says that nobody is there: the session may still end when idle.
            const headers = { 'X-Mingtang-Background': '1', 'X-Requested-With': 'XMLHttpRequest' };
            const answer = await fetch(location.href, { headers }).catch(() => null);
            if (answer && !answer.ok) return;
            if (answer) replace(shown, new DOMParser().parseFromString(await answer.text(), 'text/html'));
        }
        setTimeout(refresh, EVERY);
    }

    function replace(shown, page) {
        for (const part of shown) {
            const fresh = page.getElementById(part.id);
            const isSame = !fresh || fresh.outerHTML === part.outerHTML; // a click may be under way
            if (!isSame && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(fresh));
        }
    }

    setTimeout(refresh, EVERY);
})();
