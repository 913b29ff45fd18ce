import { draw, look, type Story } from './draw.ts';
import { resultPhases as phases } from './phases.ts';

export default { title: 'Result and card', ...look };

export const Sending: Story = draw(phases.Sending);
export const SendingOffline: Story = draw(phases.SendingOffline);
export const Waiting: Story = draw(phases.Waiting);
export const WaitingForReviewer: Story = draw(phases.WaitingForReviewer);
export const WaitingForRelative: Story = draw(phases.WaitingForRelative);
export const ConfirmWithdraw: Story = draw(phases.ConfirmWithdraw);
export const ConfirmWithdrawBusy: Story = draw(phases.ConfirmWithdrawBusy);
export const Withdrawn: Story = draw(phases.Withdrawn);
export const RejectedNoAnswer: Story = draw(phases.RejectedNoAnswer);
export const RejectedByRelative: Story = draw(phases.RejectedByRelative);
export const Approved: Story = draw(phases.Approved);
export const RejectedFace: Story = draw(phases.RejectedFace);
export const RejectedIdentity: Story = draw(phases.RejectedIdentity);
export const RejectedPolicy: Story = draw(phases.RejectedPolicy);
export const Appealing: Story = draw(phases.Appealing);
export const AppealingBusy: Story = draw(phases.AppealingBusy);
export const Card: Story = draw(phases.Card);
export const CardWithCode: Story = draw(phases.CardWithCode);
export const CardCodeOver: Story = draw(phases.CardCodeOver);
export const CardWithLink: Story = draw(phases.CardWithLink);
export const CardBusy: Story = draw(phases.CardBusy);
export const CardSuspended: Story = draw(phases.CardSuspended);
export const ConfirmUnbind: Story = draw(phases.ConfirmUnbind);
export const ConfirmUnbindBusy: Story = draw(phases.ConfirmUnbindBusy);
