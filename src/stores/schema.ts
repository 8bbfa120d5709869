/** The migrations that this version was written for; a test holds them against the folder. */
export const migrations: readonly string[] = [
  '0001_initial.sql',
  '0002_registration.sql',
  '0003_audit_settings.sql',
  '0004_dynamic_registration.sql',
  '0005_open_apis.sql',
  '0006_set_up.sql',
  '0007_idempotency.sql',
  '0008_cron.sql',
  '0009_outdated_copies.sql',
  '0010_list_indexes.sql',
  '0011_credentials.sql',
  '0013_sign_up.sql',
  '0014_sealed_credentials.sql',
  '0016_operators.sql',
  '0017_devices.sql',
  '0018_password_link.sql',
]
