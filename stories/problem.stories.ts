import { draw, look, type Story } from './draw.ts';
import { problemPhases as phases } from './phases.ts';

export default { title: 'Something in the way', ...look };

export const CameraDenied: Story = draw(phases.CameraDenied);
export const CameraNotFound: Story = draw(phases.CameraNotFound);
export const CameraBusy: Story = draw(phases.CameraBusy);
export const CameraInsecureContext: Story = draw(phases.CameraInsecureContext);
export const CameraNotAllowedByPage: Story = draw(phases.CameraNotAllowedByPage);
export const CameraUnsatisfiable: Story = draw(phases.CameraUnsatisfiable);
export const CameraNoPicture: Story = draw(phases.CameraNoPicture);
export const InAppBrowser: Story = draw(phases.InAppBrowser);
export const BrowserUnsupported: Story = draw(phases.BrowserUnsupported);
export const FaceNotInPicture: Story = draw(phases.FaceNotInPicture);
export const LoginPopupBlocked: Story = draw(phases.LoginPopupBlocked);
export const LoginCancelled: Story = draw(phases.LoginCancelled);
export const Offline: Story = draw(phases.Offline);
export const SessionOver: Story = draw(phases.SessionOver);
export const AttemptsExhausted: Story = draw(phases.AttemptsExhausted);
export const UploadQuotaExceeded: Story = draw(phases.UploadQuotaExceeded);
export const AttemptsExhaustedNoTime: Story = draw(phases.AttemptsExhaustedNoTime);
export const SubjectMismatch: Story = draw(phases.SubjectMismatch);
export const SubjectAgreementRequired: Story = draw(phases.SubjectAgreementRequired);
export const DuplicateRelative: Story = draw(phases.DuplicateRelative);
export const ResultNotAuthentic: Story = draw(phases.ResultNotAuthentic);
export const ContactSite: Story = draw(phases.ContactSite);
export const Internal: Story = draw(phases.Internal);
export const NotConfigured: Story = draw(phases.NotConfigured);
