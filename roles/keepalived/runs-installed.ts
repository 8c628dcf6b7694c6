import { command, sh, type Facts, type Resource } from 'lvsdeploy';

/**
 * The keepalived that runs is the program that is installed: after a build has replaced a package, or the other way round, the
 * old one still runs, and is restarted once. A reload would go on with the old program.
 */
export function runsInstalled({ init }: Pick<Facts, 'init'>): Resource {
  return {
    ...command({
      id: 'keepalived runs as installed',
      description: 'restart keepalived: another program was installed than the one that runs',
      unless: sh`for file in /run/keepalived.pid /var/run/keepalived.pid; do
  { read -r pid < "$file" && program=$(readlink "/proc/$pid/exe"); } 2> /dev/null || continue
  [ "$program" = "$(readlink -f /usr/sbin/keepalived)" ]
  exit
done`,
      script: init === 'systemd' ? sh`systemctl restart keepalived` : sh`/etc/init.d/keepalived restart`,
      after: ['service:keepalived'],
      settles: 10,
    }),
    satisfies: ['reload-keepalived'],
  };
}
