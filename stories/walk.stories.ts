import { draw, look, type Story } from './draw.ts';
import { walkPhases as phases } from './phases.ts';

export default { title: 'Walk', ...look };

export const Starting: Story = draw(phases.Starting);
export const Welcome: Story = draw(phases.Welcome);
export const WelcomeRealSystem: Story = draw(phases.WelcomeRealSystem);
export const LoggingIn: Story = draw(phases.LoggingIn);
export const Registering: Story = draw(phases.Registering);
export const StepUp: Story = draw(phases.StepUp);
export const FamilyEmpty: Story = draw(phases.FamilyEmpty);
export const Family: Story = draw(phases.Family);
export const FamilyFull: Story = draw(phases.FamilyFull);
export const Details: Story = draw(phases.Details);
export const DetailsFilled: Story = draw(phases.DetailsFilled);
export const DetailsPassport: Story = draw(phases.DetailsPassport);
export const DetailsAllMissing: Story = draw(phases.DetailsAllMissing);
export const DetailsBusy: Story = draw(phases.DetailsBusy);
export const Consent: Story = draw(phases.Consent);
export const ConsentComplete: Story = draw(phases.ConsentComplete);
export const ConsentGuardian: Story = draw(phases.ConsentGuardian);
export const ConsentBusy: Story = draw(phases.ConsentBusy);
export const ChooseMethod: Story = draw(phases.ChooseMethod);
export const PhotosOfDocument: Story = draw(phases.PhotosOfDocument);
export const PhotosRefused: Story = draw(phases.PhotosRefused);
export const PhotoPortrait: Story = draw(phases.PhotoPortrait);
export const CameraForPhotoOpening: Story = draw(phases.CameraForPhotoOpening);
