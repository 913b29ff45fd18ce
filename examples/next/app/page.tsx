import { AddRelative } from './add-relative';

export default function Page() {
  return <AddRelative />;
}
