// For custom-elements-manifest.config.mjs: what editors read of the element. From the one description in its doc comment come the
// manifest as a user of the package sees it, data for VS Code and web-types for JetBrains.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a module of the sources stands in the package. */
const PLACES = { 'src/define.ts': 'dist/define.js', 'src/element/family-auth.ts': 'dist/index.js' };
const placeOf = (module) => PLACES[module.replace(/^\//, '')] ?? module;

/** Detail types of events, as `FamilyAuthEventMap` has them. */
const eventTypes = new Map();

export const forUsers = () => ({
  name: 'for-users',
  analyzePhase({ ts, node }) {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'FamilyAuthEventMap') return;
    for (const { name, type } of node.members) eventTypes.set(name.text, type.getText());
  },
  packageLinkPhase({ customElementsManifest }) {
    const declarations = customElementsManifest.modules.flatMap((module) => module.declarations ?? []);
    for (const declaration of declarations) {
      declaration.members = declaration.members?.filter(
        ({ privacy, name }) =>
          privacy !== 'private' && !name.startsWith('#') && name !== 'connectedMoveCallback',
      );
      for (const event of declaration.events ?? []) event.type = { text: eventTypes.get(event.name) };
    }
    const element = declarations.find(({ tagName }) => tagName === 'family-auth');
    element.superclass = { name: 'LitElement', package: 'lit' };
    // What is no module of the package is told of where it ends: in the element, which has all of its base's members.
    customElementsManifest.modules = customElementsManifest.modules
      .filter(({ path }) => path in PLACES)
      .map((module) =>
        JSON.parse(JSON.stringify(module), (key, value) =>
          key === 'path' || key === 'module' ? placeOf(value) : key === 'inheritedFrom' ? undefined : value,
        ),
      );
    write('vscode.html-custom-data.json', htmlData(element));
    write('vscode.css-custom-data.json', cssData(element));
    write('web-types.json', webTypes(element));
  },
});

const write = (name, data) => writeFileSync(join('dist', name), `${JSON.stringify(data, null, 2)}\n`);

/** `'auto' | 'webgl' | undefined` → the words to choose from. */
const wordsOf = (type) => [...(type?.text ?? '').matchAll(/'([\w-]+)'/g)].map(([, name]) => ({ name }));

const GUIDE = 'docs/embed.md of the package’s repository';

const htmlData = ({ tagName, description, attributes }) => ({
  version: 1.1,
  tags: [
    {
      name: tagName,
      description: `${description}\n\n${GUIDE} has everything else.`,
      attributes: attributes.map(({ name, description, type }) => ({
        name,
        description,
        ...(type?.text === 'boolean' ? { valueSet: 'v' } : {}),
        values: wordsOf(type),
      })),
    },
  ],
});

/** The names of buttons stand in the words of one entry. */
const partsOf = (cssParts) =>
  cssParts.flatMap(({ name, description }) =>
    name === 'button-NAME'
      ? [...description.matchAll(/`([\w-]+)`/g)].map(([, each]) => ({
          name: `button-${each}`,
          description: `The button “${each}”.`,
        }))
      : [{ name, description }],
  );

const cssData = ({ cssProperties, cssParts }) => ({
  version: 1.1,
  properties: cssProperties.map(({ name, description, default: initial }) => ({
    name,
    description: `${description} Default in light: ${initial}`,
  })),
  pseudoElements: partsOf(cssParts).map(({ name, description }) => ({
    name: `::part(${name})`,
    description,
  })),
});

const webTypes = ({ tagName, description, attributes, members, events, slots, cssParts, cssProperties }) => ({
  $schema: 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
  name: 'family-auth',
  version: JSON.parse(readFileSync('package.json', 'utf8')).version,
  'description-markup': 'markdown',
  contributions: {
    html: {
      elements: [
        {
          name: tagName,
          description,
          attributes: attributes.map(({ name, description, type }) => ({
            name,
            description,
            value: {
              type: type?.text ?? 'string',
              ...(type?.text === 'boolean' ? { kind: 'no-value' } : {}),
            },
          })),
          slots,
          js: {
            properties: members
              .filter(({ kind }) => kind === 'field')
              .map(({ name, description, type }) => ({ name, description, type: type?.text })),
            events: events.map(({ name, description, type }) => ({ name, description, type: type.text })),
          },
          css: {
            parts: partsOf(cssParts),
            properties: cssProperties.map(({ name, description }) => ({ name, description })),
          },
        },
      ],
    },
  },
});
