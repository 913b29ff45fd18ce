import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';

/** Years between generations, kept wide: step-parents and young parents are plausible. */
const GENERATION = 14;

/** Relatives that an operator may add. The code says what the relative is to the operator. */
export const relationships: readonly RelationshipRule[] = [
  {
    code: 'parent',
    label: { 'zh-CN': '父母', en: 'Parent' },
    guardian_capable: false,
    max_count: 2,
    age_difference: { min: GENERATION },
  },
  {
    code: 'spouse',
    label: { 'zh-CN': '配偶', en: 'Husband or wife' },
    guardian_capable: false,
    max_count: 1,
    age_difference: { min: -60, max: 60 },
  },
  {
    code: 'child',
    label: { 'zh-CN': '子女', en: 'Child' },
    guardian_capable: true,
    max_count: 4,
    age_difference: { max: -GENERATION },
  },
  {
    code: 'parent_in_law',
    label: { 'zh-CN': '配偶的父母', en: 'Parent-in-law' },
    guardian_capable: false,
    max_count: 2,
  },
  {
    code: 'grandparent',
    label: { 'zh-CN': '祖父母或外祖父母', en: 'Grandparent' },
    guardian_capable: false,
    max_count: 4,
    age_difference: { min: 2 * GENERATION },
  },
  {
    code: 'grandchild',
    label: { 'zh-CN': '孙子女或外孙子女', en: 'Grandchild' },
    guardian_capable: true,
    max_count: 4,
    age_difference: { max: -2 * GENERATION },
  },
  {
    code: 'sibling',
    label: { 'zh-CN': '兄弟姐妹', en: 'Brother or sister' },
    guardian_capable: true,
    max_count: 4,
    age_difference: { min: -40, max: 40 },
  },
  {
    code: 'other',
    label: { 'zh-CN': '其他亲属', en: 'Other relative' },
    guardian_capable: false,
    max_count: 2,
  },
];
