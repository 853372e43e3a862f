/* Does something again and again while the page is looked at, and once more when it comes back into view. */

/**
 * Calls `task` every `seconds` while the page is visible, until `task` returns false.
 * A hidden page does nothing: an office leaves dozens of them open.
 */
export function whileVisible(task, seconds) {
    let timer = 0;
    let running = false;

    async function run() {
        if (running || document.hidden) return;
        running = true;
        try {
            if ((await task()) === false) stop();
        } finally {
            running = false;
        }
    }

    function stop() {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', run);
    }

    timer = setInterval(run, seconds * 1000);
    document.addEventListener('visibilitychange', run);
    return stop;
}
