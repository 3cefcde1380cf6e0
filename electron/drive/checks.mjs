// What must hold in the packaged window, asked of the page itself. Each check returns what is wrong, or undefined.

const outside = 'https://example.org/';

/** @type {Record<string, (page: import('playwright-core').Page) => Promise<string | undefined>>} */
export const checks = {
  'the title says who we are': async (page) => {
    const title = await page.title();
    return title.includes('蓝盾') ? undefined : `the title is “${title}”`;
  },

  'the page has no Node': async (page) => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter((name) => name in globalThis),
    );
    return found.length === 0 ? undefined : `the page sees ${found.join(', ')}`;
  },

  'the bridge is all it has': async (page) => {
    const names = await page.evaluate(() => Object.keys(globalThis.landun ?? {}).toSorted());
    return names.join(' ') === 'call onEvent openLive' ? undefined : `window.landun has “${names.join(' ')}”`;
  },

  'calls reach the core, which asks for a sign-in': async (page) => {
    const [health, people] = await page.evaluate(() =>
      Promise.all([globalThis.landun.call('system.health', {}), globalThis.landun.call('people.list', {})]),
    );
    if (health.ok !== true) return `system.health answered ${JSON.stringify(health)}`;
    return people.code === 'SIGN_IN_REQUIRED' ? undefined : `people.list answered ${JSON.stringify(people)}`;
  },

  'what the contract does not know is refused': async (page) => {
    const replies = await page.evaluate(() =>
      Promise.all([
        globalThis.landun.call('no.such.call', {}),
        globalThis.landun.call('session.login', { name: 7 }),
        globalThis.landun.call({ name: 'system.health' }, {}),
      ]),
    );
    const codes = replies.map((reply) => reply.code).join(' ');
    return codes === 'NOT_FOUND INPUT_INVALID INPUT_INVALID' ? undefined : `the answers were ${codes}`;
  },

  'a person can sign in': async (page) => {
    await page.locator('input[type=password]').first().waitFor({ state: 'visible', timeout: 30_000 });
    return undefined;
  },

  'scripts written into the page do not run': async (page) => {
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.head.append(script);
      script.remove();
      return 'ranInline' in globalThis;
    });
    return ran ? 'an inline script ran' : undefined;
  },

  'nothing can be sent elsewhere': async (page) => {
    const reached = await page.evaluate(async (url) => {
      const image = new Promise((resolve) => {
        const probe = new Image();
        probe.addEventListener('load', () => resolve(true));
        probe.addEventListener('error', () => resolve(false));
        probe.src = `${url}favicon.ico`;
      });
      const fetched = fetch(url, { mode: 'no-cors' }).then(
        () => true,
        () => false,
      );
      return (await Promise.all([image, fetched])).some(Boolean);
    }, outside);
    return reached ? `a request reached ${outside}` : undefined;
  },

  'files beside the page are not served': async (page) => {
    const statuses = await page.evaluate(async () => {
      const paths = ['/..%2fpackage.json', '/%2e%2e%2fpreload.cjs', '/..%5cpackage.json', '/.stamp'];
      const answers = await Promise.all(paths.map((path) => fetch(`app://landun${path}`)));
      return answers.map((answer) => answer.status);
    });
    return statuses.every((status) => status === 404) ? undefined : `the answers were ${statuses.join(' ')}`;
  },

  'permissions are denied': async (page) => {
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'camera', 'microphone', 'notifications'];
      const asked = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
      return asked.map((status, index) => `${names[index]}=${status.state}`);
    });
    const open = states.filter((state) => !state.endsWith('=denied'));
    return open.length === 0 ? undefined : open.join(' ');
  },

  'no second window opens': async (page) => {
    const opened = await page.evaluate((url) => window.open(url) !== null, outside);
    return opened ? `window.open opened ${outside}` : undefined;
  },

  'navigation stays at home': async (page) => {
    const before = page.url();
    const attempts = [
      (url) => location.assign(url),
      (url) => {
        const link = document.createElement('a');
        link.href = url;
        document.body.append(link);
        link.click();
        link.remove();
      },
      (url) => {
        const form = document.createElement('form');
        form.action = url;
        document.body.append(form);
        form.submit();
        form.remove();
      },
      () => location.assign('file:///etc/passwd'),
      () => location.assign('app://landun/files/leads/lead-1/still.jpg'),
    ];
    for (const attempt of attempts) {
      await page.evaluate(attempt, outside).catch(() => undefined);
      // A navigation that is let through commits within moments; there is no event for one that is denied.
      await page.waitForTimeout(700);
      if (page.url() !== before) return `the window went to ${page.url()}`;
    }
    return undefined;
  },
};
