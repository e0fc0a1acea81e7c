import type { KindRules } from "./kind-rules.ts";

/** Kinds of data bases, brokers, streams, search, monitoring and batch work. */
export const dataKinds: readonly KindRules[] = [
  {
    kinds: ["kafka.strimzi.io/*"],
    source: "https://strimzi.io/docs/operators/latest/deploying#con-custom-resources-status-str",
    lines: [
      ["ReconciliationPaused=True", "Suspended"],
      ["NotReady=True(Creating)", "Progressing"],
      ["NotReady=True", "Degraded"],
      ["Ready=True", "Healthy"],
      ["Ready=False", "Degraded"],
    ],
  },
  {
    kinds: ["kafka.banzaicloud.io/KafkaCluster"],
    source: "https://banzaicloud.com/docs/supertubes/kafka-operator/",
    lines: [
      [".status.state=ClusterReconciling|ClusterRollingUpgrading|", "Progressing"],
      [".status.cruiseControlTopicStatus=*NotReady|*Upgrading", "Progressing"],
    ],
  },
  {
    kinds: ["platform.confluent.io/Connector", "platform.confluent.io/KafkaTopic"],
    source: "https://docs.confluent.io/operator/current/co-manage-connectors.html",
    lines: [
      [".status.state=ERROR", "Degraded"],
      [".status.connectorState=FAILED", "Degraded"],
      [".status.failedTasksCount=1*|2*|3*|4*|5*|6*|7*|8*|9*", "Degraded"],
      ["platform.confluent.io/app-ready=False", "Degraded"],
      [".status.connectorState=PAUSED", "Suspended"],
      [".status.state=CREATED|SUCCEEDED", "Healthy"],
    ],
  },
  {
    kinds: ["platform.confluent.io/*"],
    source: "https://docs.confluent.io/operator/current/co-monitor-cp.html",
    lines: [
      [".status.phase=ERROR|FAILED|FAILURE", "Degraded"],
      [".status.phase=PROVISIONING|PENDING|RUNNING_WITH_UPDATE", "Progressing"],
      [".status.state=PROVISIONING|PENDING", "Progressing"],
      [".status.phase=RUNNING", "Healthy"],
    ],
  },
  {
    kinds: [
      "elasticsearch.k8s.elastic.co/*",
      "kibana.k8s.elastic.co/*",
      "apm.k8s.elastic.co/*",
      "beat.k8s.elastic.co/*",
      "agent.k8s.elastic.co/*",
      "logstash.k8s.elastic.co/*",
      "enterprisesearch.k8s.elastic.co/*",
      "maps.k8s.elastic.co/*",
    ],
    source:
      "https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/elasticsearch-deployment-quickstart",
    lines: [
      [".status.phase=Invalid", "Degraded"],
      [".status.health=red", "Degraded"],
      [".status.phase=ApplyingChanges|MigratingData|NodeShutdown*", "Progressing"],
      [".status.health=yellow|", "Progressing"],
      [".status.health=green", "Healthy"],
      [".status.health=*", "Unknown"],
    ],
  },
  {
    kinds: ["acid.zalan.do/postgresql"],
    source: "https://postgres-operator.readthedocs.io/en/latest/user/",
    lines: [
      [".status.PostgresClusterStatus=*Failed|Invalid", "Degraded"],
      [".status.PostgresClusterStatus=Running", "Healthy"],
      [".status.PostgresClusterStatus=Creating|Updating|", "Progressing"],
    ],
  },
  {
    kinds: ["postgresql.cnpg.io/Cluster"],
    source: "https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#clusterstatus",
    lines: [
      [".metadata.annotations.cnpg\u2024io/reconciliationLoop=disabled", "Suspended"],
      ["cnpg.io/hibernation=True", "Suspended"],
      [
        ".status.phase=*fail*|*error*|*not available*|*unrecoverable*|Not enough disk space|*requires user action*|Failing over",
        "Degraded",
        ".status.phaseReason",
      ],
      [".status.phase=Waiting for user action", "Suspended", ".status.phaseReason"],
      [".status.phase=Cluster in healthy state", "Healthy"],
      [".status.phase=*", "Progressing", ".status.phaseReason"],
    ],
  },
  {
    kinds: ["postgresql.cnpg.io/*"],
    source: "https://cloudnative-pg.io/documentation/current/backup/",
    lines: [
      [".status.phase=failed|walArchivingFailing", "Degraded", ".status.error"],
      [".status.phase=completed", "Healthy"],
      [".status.applied=false", "Degraded", ".status.message"],
      [".status.phase=*", "Progressing"],
    ],
  },
  {
    kinds: ["k8s.mariadb.com/*", "mariadb.mmontes.io/*"],
    source: "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/status.md",
    lines: [
      [".spec.suspend=true", "Suspended"],
      ["Complete=True(JobFailed)", "Degraded"],
      ["Complete=True", "Healthy"],
      ["Complete=False(JobNotComplete|JobRunning|CronJobRunning|CronJobSuccess)", "Progressing"],
      ["Complete=False(*Failed|CronJobScheduled)", "Degraded"],
      ["Ready=False(*Failed|*Error|Failed)", "Degraded"],
    ],
  },
  {
    kinds: ["psmdb.percona.com/*", "pxc.percona.com/*", "pgv2.percona.com/*", "ps.percona.com/*"],
    source: "https://docs.percona.com/percona-operator-for-mysql/pxc/operator.html",
    lines: [
      [".status.state=error|failed", "Degraded", ".status.message"],
      [".status.state=paused", "Suspended"],
      [".status.state=stopping|initializing|waiting|requested|running|starting|unknown|", "Progressing"],
      [".status.state=ready|succeeded|ok", "Healthy"],
    ],
  },
  {
    kinds: ["mongodbcommunity.mongodb.com/*", "mongodb.com/*"],
    source: "https://www.mongodb.com/docs/kubernetes-operator/current/reference/troubleshooting/",
    lines: [
      [".status.phase=Failed", "Degraded", ".status.message"],
      [".status.phase=Running", "Healthy"],
      [".status.phase=Disabled", "Suspended"],
      [".status.phase=*", "Progressing", ".status.message"],
    ],
  },
  {
    kinds: ["rabbitmq.com/RabbitmqCluster"],
    source: "https://www.rabbitmq.com/kubernetes/operator/using-operator#status-conditions",
    lines: [
      ["ReconcileSuccess=False", "Degraded"],
      ["NoWarnings=False", "Degraded"],
      ["AllReplicasReady=False", "Progressing"],
      ["ClusterAvailable=False", "Degraded"],
      ["AllReplicasReady=Unknown", "Progressing"],
      ["ClusterAvailable=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["rabbitmq.com/*"],
    source: "https://www.rabbitmq.com/kubernetes/operator/using-topology-operator#queues-policies",
    lines: [
      ["Ready=False", "Degraded"],
      ["Ready=Unknown", "Progressing"],
    ],
  },
  {
    kinds: ["clickhouse.altinity.com/*", "clickhouse-keeper.altinity.com/*"],
    source: "https://github.com/Altinity/clickhouse-operator/blob/master/docs/custom_resource_explained.md",
    lines: [
      [".status.status=Failed|Aborted", "Degraded"],
      [".status.status=Completed", "Healthy"],
      [".status.status=*", "Progressing"],
    ],
  },
  {
    kinds: ["minio.min.io/Tenant"],
    source: "https://min.io/docs/minio/kubernetes/upstream/operations/concepts.html",
    lines: [
      [".status.currentState=Initialized", "Healthy"],
      [
        ".status.currentState=*not controlled*|*already exists*|*not set properly*|Different versions*|*Not Allowed|*Error*|*Failed*",
        "Degraded",
      ],
      [".status.currentState=*", "Progressing"],
    ],
  },
  {
    kinds: ["solr.apache.org/SolrCloud", "zookeeper.pravega.io/ZookeeperCluster"],
    source: "https://apache.github.io/solr-operator/docs/solr-cloud/solr-cloud-crd",
    lines: [
      ["PodsReady=False", "Progressing"],
      ["Error=True", "Degraded"],
      ["Upgrading=True", "Progressing"],
      ["PodsReady=True", "Healthy"],
    ],
  },
  {
    kinds: ["sparkoperator.k8s.io/SparkApplication"],
    source:
      "https://www.kubeflow.org/docs/components/spark-operator/user-guide/working-with-sparkapplication/",
    lines: [
      [
        ".status.applicationState.state=FAILED|SUBMISSION_FAILED|FAILING|INVALIDATING|UNKNOWN",
        "Degraded",
        ".status.applicationState.errorMessage",
      ],
      [".status.applicationState.state=SUSPENDED|SUSPENDING", "Suspended"],
      [".status.applicationState.state=RUNNING|COMPLETED", "Healthy"],
      [".status.applicationState.state=*", "Progressing"],
    ],
  },
  {
    kinds: ["flink.apache.org/FlinkDeployment", "flink.apache.org/FlinkSessionJob"],
    source:
      "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-main/docs/custom-resource/reference/#flinkdeploymentstatus",
    lines: [
      [".status.jobManagerDeploymentStatus=ERROR", "Degraded", ".status.error"],
      [".status.lifecycleState=FAILED|ROLLED_BACK", "Degraded", ".status.error"],
      [".status.lifecycleState=SUSPENDED", "Suspended"],
      [".status.jobManagerDeploymentStatus=DEPLOYING|DEPLOYED_NOT_READY", "Progressing"],
      [".status.jobManagerDeploymentStatus=READY", "Healthy"],
      [".status.lifecycleState=STABLE|DEPLOYED", "Healthy"],
      [".status.lifecycleState=*", "Progressing"],
    ],
  },
  {
    kinds: [
      "monitoring.coreos.com/Prometheus",
      "monitoring.coreos.com/Alertmanager",
      "monitoring.coreos.com/PrometheusAgent",
      "monitoring.coreos.com/ThanosRuler",
    ],
    source: "https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Condition",
    lines: [
      [".spec.paused=true", "Suspended"],
      ["Available=False(NoPodReady|*Failed|*Error)", "Degraded"],
      ["Available=Degraded|False", "Progressing"],
      ["Reconciled=False", "Degraded"],
      ["Available=True", "Healthy"],
    ],
  },
  {
    kinds: ["operator.victoriametrics.com/*"],
    source: "https://docs.victoriametrics.com/operator/resources/",
    lines: [
      [".status.updateStatus=failed", "Degraded", ".status.reason"],
      [".status.clusterStatus=failed", "Degraded", ".status.reason"],
      [".status.updateStatus=paused", "Suspended"],
      [".status.updateStatus=expanding", "Progressing"],
      [".status.clusterStatus=expanding", "Progressing"],
    ],
  },
  {
    kinds: ["grafana.integreatly.org/*"],
    source: "https://grafana.github.io/grafana-operator/docs/api/",
    lines: [
      [".status.stageStatus=failed", "Degraded", ".status.lastMessage"],
      ["*Synchronized=False", "Degraded"],
      [".status.NoMatchingInstances=true", "Degraded"],
      [".status.stage=complete", "Healthy"],
      [".status.stage=*", "Progressing"],
    ],
  },
  {
    kinds: ["datadoghq.com/DatadogMetric"],
    source: "https://docs.datadoghq.com/containers/guide/cluster_agent_autoscaling_metrics/",
    lines: [
      ["Error=True", "Degraded"],
      ["Valid=False", "Degraded"],
    ],
  },
  {
    kinds: ["opentelemetry.io/*", "jaegertracing.io/Jaeger"],
    source:
      "https://github.com/open-telemetry/opentelemetry-operator/blob/main/docs/api/opentelemetrycollectors.md",
    lines: [
      [".status.phase=Failed", "Degraded"],
      [".status.phase=Running", "Healthy"],
    ],
  },
  {
    kinds: ["k8s.keycloak.org/*", "keycloak.org/*"],
    source:
      "https://www.keycloak.org/operator/basic-deployment#_checking_the_status_of_the_keycloak_deployment",
    lines: [
      ["HasErrors=True", "Degraded"],
      ["Ready=True", "Healthy"],
      ["RollingUpdate=True", "Progressing"],
      ["Done=True", "Healthy"],
    ],
  },
  {
    kinds: ["core.humio.com/*"],
    source: "https://library.humio.com/logscale-kubernetes/kubernetes-operator-resources.html",
    lines: [
      [".status.state=ConfigError", "Degraded", ".status.message"],
      [".status.state=NotFound", "Missing"],
      [".status.state=Unknown", "Unknown"],
      [".status.state=Running|Exists", "Healthy"],
      [".status.state=*", "Progressing"],
    ],
  },
  {
    kinds: ["pulumi.com/Stack"],
    source: "https://github.com/pulumi/pulumi-kubernetes-operator/blob/master/docs/stacks.md",
    lines: [
      [".status.lastUpdate.state=failed", "Degraded"],
      ["Stalled=True", "Degraded"],
      [".status.lastUpdate.state=succeeded", "Healthy"],
      ["Reconciling=True", "Progressing"],
    ],
  },
  {
    kinds: ["tower.ansible.com/AnsibleJob"],
    source: "https://ansible.readthedocs.io/projects/awx-operator/",
    lines: [
      [".status.ansibleJobResult.status=failed|error|canceled", "Degraded"],
      [".status.ansibleJobResult.status=successful", "Healthy"],
      [".status.ansibleJobResult.status=*", "Progressing"],
    ],
  },
  {
    kinds: ["apps.kruise.io/*", "game.kruise.io/*", "rollouts.kruise.io/*"],
    source: "https://openkruise.io/docs/user-manuals/cloneset",
    lines: [
      [".spec.paused=true", "Suspended"],
      [".spec.updateStrategy.paused=true", "Suspended"],
      [".spec.updateStrategy.rollingUpdate.paused=true", "Suspended"],
      [".status.phase=paused|Paused", "Suspended"],
      ["FailedCreatePod=True", "Degraded"],
      ["FailedScale=True", "Degraded"],
      ["FailedUpdate=True", "Degraded"],
      [".status.phase=failed|Failed", "Degraded"],
      [".status.phase=running|Progressing|Terminating", "Progressing"],
    ],
  },
  {
    kinds: ["numaflow.numaproj.io/*"],
    source: "https://numaflow.numaproj.io/user-guide/reference/kustomize/kustomize/",
    lines: [
      [".status.phase=Failed", "Degraded", ".status.message"],
      [".status.phase=Paused|Pausing", "Suspended"],
      ["*=False", "Degraded"],
      [".status.phase=Pending|Deleting", "Progressing"],
    ],
  },
  {
    kinds: ["numaplane.numaproj.io/*"],
    source: "https://numaproj.github.io/numaplane/",
    lines: [
      [".status.phase=Failed", "Degraded", ".status.message"],
      ["ChildResourcesHealthy=False(Progressing)", "Progressing"],
      ["ChildResourcesHealthy=False", "Degraded"],
      ["ProgressiveUpgradeSucceeded=False", "Degraded"],
      [".status.phase=Pending", "Progressing", ".status.message"],
    ],
  },
  {
    kinds: ["lifecycle.keptn.sh/*", "metrics.keptn.sh/*"],
    source: "https://keptn.sh/stable/docs/reference/api-reference/lifecycle/",
    lines: [
      [".status.status=Failed|Deprecated", "Degraded"],
      [".status.overallStatus=Failed", "Degraded"],
      [".status.errMsg", "Degraded", ".status.errMsg"],
      [".status.state=Completed & .status.pass=false", "Degraded"],
      [".status.status=Progressing|Pending", "Progressing"],
      [".status.overallStatus=Progressing|Pending", "Progressing"],
      [".status.state=Progressing|Pending", "Progressing"],
    ],
  },
];
