// kafkajs against the log at process.argv[2]: what each step gave, a line of JSON each.
'use strict';
const { Kafka, CompressionTypes, ConfigResourceTypes, logLevel } = require('kafkajs');

const kafka = new Kafka({ clientId: 'others', brokers: [process.argv[2]], logLevel: logLevel.ERROR });
const say = (step, result) => console.log(JSON.stringify({ step, result }));

/** Reads `topic` as a member of `groupId` until `count` records have come; returns their values by partition. */
async function read(groupId, topic, count) {
  const consumer = kafka.consumer({ groupId, heartbeatInterval: 300, maxWaitTimeInMs: 100 });
  const values = {};
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let left = count;
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer
      .run({
        partitionsConsumedConcurrently: 2,
        eachMessage: async ({ partition, message }) => {
          (values[partition] = values[partition] || []).push(message.value.toString());
          if (--left === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect(); // Commits.
  return values;
}

async function administrators(admin) {
  await admin.createTopics({
    topics: [{ topic: 'js', numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '600000' }] }],
  });
  await admin.createPartitions({ topicPartitions: [{ topic: 'js', count: 3 }] });
  const resource = { type: ConfigResourceTypes.TOPIC, name: 'js' };
  await admin.alterConfigs({
    resources: [{ ...resource, configEntries: [{ name: 'retention.ms', value: '700000' }] }],
  });
  const configs = await admin.describeConfigs({ resources: [{ ...resource, configNames: ['retention.ms'] }] });
  say('config', configs.resources[0].configEntries[0].configValue);
  const metadata = await admin.fetchTopicMetadata({ topics: ['js'] });
  say('partitions', metadata.topics[0].partitions.length);
  say('brokers', (await admin.describeCluster()).brokers.map((it) => `${it.host}:${it.port}`));
}

async function producers() {
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  for (const partition of [0, 1, 2]) {
    const messages = Array.from({ length: 10 }, (_, i) => ({ partition, key: `k${i}`, value: `p${partition}-${i}` }));
    await producer.send({ topic: 'js', acks: -1, compression: CompressionTypes.GZIP, messages });
  }
  await producer.disconnect();
}

async function groups(admin) {
  say('read', await read('js-readers', 'js', 30));
  const offsets = async () =>
    (await admin.fetchOffsets({ groupId: 'js-readers', topics: ['js'] }))[0].partitions
      .sort((a, b) => a.partition - b.partition)
      .map((it) => it.offset);
  say('committed', await offsets());
  await admin.setOffsets({ groupId: 'js-readers', topic: 'js', partitions: [{ partition: 1, offset: '4' }] });
  say('moved', await offsets());
  say('again', await read('js-readers', 'js', 6));
  await admin.deleteTopicRecords({ topic: 'js', partitions: [{ partition: 0, offset: '7' }] });
  const ends = await admin.fetchTopicOffsets('js');
  say('lows', ends.sort((a, b) => a.partition - b.partition).map((it) => it.low));
  say('groups', (await admin.describeGroups(['js-readers'])).groups.map((it) => it.state));
  await admin.deleteGroups(['js-readers']);
  say('left', (await admin.listGroups()).groups.map((it) => it.groupId));
}

async function transactions(admin) {
  await admin.createTopics({ topics: [{ topic: 'js-tx', numPartitions: 1 }] });
  const producer = kafka.producer({ transactionalId: 'js', idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const [value, commits] of [['one', true], ['never', false], ['two', true]]) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'js-tx', messages: [{ value }] });
    await transaction.sendOffsets({
      consumerGroupId: 'js-copiers',
      topics: [{ topic: 'js', partitions: [{ partition: 0, offset: value === 'never' ? '9' : '8' }] }],
    });
    await (commits ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
  say('transactions', await read('js-committed', 'js-tx', 2));
  const copied = await admin.fetchOffsets({ groupId: 'js-copiers', topics: ['js'] });
  say('copied', copied[0].partitions.find((it) => it.partition === 0).offset);
  await admin.deleteTopics({ topics: ['js', 'js-tx'] });
  say('topics', (await admin.listTopics()).filter((it) => it.startsWith('js')));
}

async function main() {
  const admin = kafka.admin();
  await admin.connect();
  await administrators(admin);
  await producers();
  await groups(admin);
  await transactions(admin);
  await admin.disconnect();
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
