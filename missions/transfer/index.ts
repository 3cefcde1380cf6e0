export {
  clearList,
  downloadFence,
  downloadMission,
  downloadRally,
  type ListKind,
  type TransferPorts,
  type TransferProgress,
  uploadFence,
  uploadRally,
  uploadVerified,
  type Verified,
  verifyAboard,
} from './transfer.ts';
