export {
  clearMission,
  downloadMission,
  type TransferPorts,
  type TransferProgress,
  uploadVerified,
} from './transfer.ts';
