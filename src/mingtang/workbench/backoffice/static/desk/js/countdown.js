/* Keeps the countdowns of a page up to date. The words are those of desk/countdown.py. */
(() => {
    'use strict';

    const MINUTE = 60 * 1000;
    const DAY = 24 * 60;

    function spanText(minutes) {
        const days = Math.floor(minutes / DAY);
        const hours = Math.floor((minutes % DAY) / 60);
        const rest = minutes % 60;
        if (days) return hours && days < 10 ? `${days} 天 ${hours} 小时` : `${days} 天`;
        if (hours) return rest ? `${hours} 小时 ${rest} 分` : `${hours} 小时`;
        return rest ? `${rest} 分` : '不到 1 分';
    }

    function pressure(left) {
        if (left < 0) return 'overdue';
        if (left < 4 * 60 * MINUTE) return 'urgent';
        return left < DAY * MINUTE ? 'soon' : 'calm';
    }

    const ICONS = { calm: 'history', soon: 'time', urgent: 'warning', overdue: 'cross' };

    function refresh(element) {
        const left = new Date(element.dataset.mtDue).getTime() - Date.now();
        const minutes = Math.floor(Math.abs(left) / MINUTE);
        const word = left < 0 ? '已超' : '还剩';
        const text = `${word} ${spanText(minutes)}`;
        const shown = element.querySelector('[data-mt-left]');
        if (shown.textContent !== text) shown.textContent = text;
        const state = pressure(left);
        if (element.classList.contains(`mt-due--${state}`)) return;
        element.className = `mt-due mt-due--${state}`;
        element.querySelector('use')?.setAttribute('href', `#icon-${ICONS[state]}`);
    }

    function refreshAll() {
        document.querySelectorAll('[data-mt-due]').forEach(refresh);
    }

    setInterval(refreshAll, MINUTE / 2);
    document.addEventListener('visibilitychange', () => {
        if (!document.hidden) refreshAll();
    });
})();
