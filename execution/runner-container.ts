// The runner as a container of this deployment: one instance behind each object, started when it is asked and stopped when
// nobody does. The room's client speaks to it as to any other runner.
import { Container } from "@cloudflare/containers";

export class RunnerContainer extends Container<{ RUNNER_TOKEN: string; LOG_LEVEL: string }> {
  override defaultPort = 8080; // as the image has it
  /** A run that people type into lasts five minutes; a container that starts makes its first run wait. */
  override sleepAfter = "10m";
  /** Programs have no network of their own; here the runner has none either. */
  override enableInternet = false;
  override pingEndpoint = "runner/health";
  override envVars = { RUNNER_TOKEN: this.env.RUNNER_TOKEN, RUNNER_LOG_LEVEL: this.env.LOG_LEVEL };
}
