import { definePlaybook } from 'lvsdeploy';

/** The empty model: everything that was put on the hosts is taken back, the standby director first, the real servers last. */
export default definePlaybook({
  name: 'teardown',
  plays: [
    { name: 'directors', hosts: 'directors', serial: 1, order: 'standby-first', roles: [], removes: 'all' },
    { name: 'all other hosts', hosts: 'all:!directors', roles: [], removes: 'all' },
  ],
});
