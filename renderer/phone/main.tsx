import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { keepSyncing } from './sync.ts';
import './phone.css';

keepSyncing();
// Without HTTPS there is none: the page then works while it is open.
if ('serviceWorker' in navigator) void navigator.serviceWorker.register('./sw.js', { scope: './' });
const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
