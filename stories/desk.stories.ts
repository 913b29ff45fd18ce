import type { StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { Language } from '../sandbox/src/pages/language.ts';
import { type DeskScreen, deskScreens, withPictures } from './desk-screens.ts';

interface DeskLook {
  lang: Language;
}
type Story = StoryObj<DeskLook>;

export default {
  title: 'Desks',
  args: { lang: 'zh-CN' } satisfies DeskLook,
  argTypes: { lang: { control: 'inline-radio', options: ['zh-CN', 'en'] } },
};

const STYLES = [
  new URL('../sandbox/src/staff/staff.css', import.meta.url).href,
  new URL('../sandbox/src/reviewer/reviewer.css', import.meta.url).href,
];
const PICTURES = {
  registered: new URL('../src/testing/people/anna.idphoto.jpg', import.meta.url).href,
  face: new URL('../src/testing/people/finn.idphoto.jpg', import.meta.url).href,
  document: new URL('../test/fixtures/documents/id-front.jpg', import.meta.url).href,
  documentBack: new URL('../test/fixtures/documents/id-back.jpg', import.meta.url).href,
};

/** A story is a page from literal data, which has no script of its own. */
const draw = (name: DeskScreen): Story => ({
  render: ({ lang }) => {
    const page = withPictures(deskScreens[name](lang), PICTURES);
    const { body } = new DOMParser().parseFromString(page, 'text/html');
    return html`${STYLES.map((style) => html`<link rel="stylesheet" href=${style}>`)}<div lang=${lang}>${[...body.children]}</div>`;
  },
});

export const ReviewLogIn: Story = draw('ReviewLogIn');
export const ReviewPassword: Story = draw('ReviewPassword');
export const ReviewQueue: Story = draw('ReviewQueue');
export const ReviewQueueDecided: Story = draw('ReviewQueueDecided');
export const ReviewQueueSearched: Story = draw('ReviewQueueSearched');
export const ReviewQueueEmpty: Story = draw('ReviewQueueEmpty');
export const ReviewUnclaimed: Story = draw('ReviewUnclaimed');
export const ReviewFace: Story = draw('ReviewFace');
export const ReviewFaceIdentity: Story = draw('ReviewFaceIdentity');
export const ReviewDocuments: Story = draw('ReviewDocuments');
export const ReviewAppeal: Story = draw('ReviewAppeal');
export const ReviewLarge: Story = draw('ReviewLarge');
export const ReviewLargeDocument: Story = draw('ReviewLargeDocument');
export const ReviewPreviewApproval: Story = draw('ReviewPreviewApproval');
export const ReviewPreviewRejection: Story = draw('ReviewPreviewRejection');
export const CounterCode: Story = draw('CounterCode');
export const CounterCodeDone: Story = draw('CounterCodeDone');
export const CounterCodeUnknown: Story = draw('CounterCodeUnknown');
export const CounterFound: Story = draw('CounterFound');
export const CounterCase: Story = draw('CounterCase');
export const CounterCaseChild: Story = draw('CounterCaseChild');
export const CounterPreviewApproval: Story = draw('CounterPreviewApproval');
export const CounterPreviewRefusal: Story = draw('CounterPreviewRefusal');
export const CounterActivation: Story = draw('CounterActivation');
export const CounterActivationIssued: Story = draw('CounterActivationIssued');
export const CounterLinks: Story = draw('CounterLinks');
export const CounterLinksFound: Story = draw('CounterLinksFound');
