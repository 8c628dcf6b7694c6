import { defineRole, packages, type Role } from 'lvsdeploy';
import { refuseUnsupported } from '../supported.ts';

/** Directors: the tool that shows the table of virtual services and, in the standalone form, sets it. */
export function ipvsadm(): Role {
  return defineRole({
    name: 'ipvsadm',
    resources: (context) => {
      refuseUnsupported(context);
      return [packages({ names: ['ipvsadm'], facts: context.facts })];
    },
  });
}
