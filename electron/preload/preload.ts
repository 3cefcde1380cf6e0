import { contextBridge, ipcRenderer } from 'electron';
import { tells } from '../ipc/channels.ts';
import { createBridge } from './create-bridge.ts';

// Runs sandboxed, before the page: it may load nothing but electron, and shows the page nothing but this.
contextBridge.exposeInMainWorld(
  'landun',
  createBridge({
    ask: (channel, input) => ipcRenderer.invoke(channel, input),
    onEvent: (listener) => {
      ipcRenderer.on(tells.event, (_event, message) => listener(message));
    },
    onLive: (listener) => {
      ipcRenderer.on(tells.live, (_event, message) => listener(message));
    },
  }),
);
