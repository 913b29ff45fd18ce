import { draw, look, type Story } from './draw.ts';
import { handOffPhases as phases } from './hand-off-phases.ts';

export default { title: 'Hand-off', ...look };

export const HandOff: Story = draw(phases.HandOff);
export const HandOffOffline: Story = draw(phases.HandOffOffline);
export const HandOffMatch: Story = draw(phases.HandOffMatch);
export const HandOffMatchWrong: Story = draw(phases.HandOffMatchWrong);
export const HandOffReady: Story = draw(phases.HandOffReady);
export const HandOffChecking: Story = draw(phases.HandOffChecking);
export const HandOffSending: Story = draw(phases.HandOffSending);
export const HandOffExpired: Story = draw(phases.HandOffExpired);
export const HandOffDeclined: Story = draw(phases.HandOffDeclined);
export const HandOffWrongCode: Story = draw(phases.HandOffWrongCode);
export const DeviceCode: Story = draw(phases.DeviceCode);
export const DeviceOffer: Story = draw(phases.DeviceOffer);
export const DeviceMatch: Story = draw(phases.DeviceMatch);
export const DeviceDone: Story = draw(phases.DeviceDone);
export const DeviceCancelled: Story = draw(phases.DeviceCancelled);
export const DeviceReplaced: Story = draw(phases.DeviceReplaced);
export const DeviceDraftEnded: Story = draw(phases.DeviceDraftEnded);
