// Sarama against the log at os.Args[1]: what each version has read, a line each.
package main

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/Shopify/sarama"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// claims are read side by side
var mutex sync.Mutex

type reader struct {
	values map[int32][]string
	left   int
	done   context.CancelFunc
}

func (r *reader) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (r *reader) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (r *reader) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		mutex.Lock()
		r.values[message.Partition] = append(r.values[message.Partition], string(message.Value))
		session.MarkMessage(message, "")
		if r.left--; r.left == 0 {
			r.done()
		}
		mutex.Unlock()
	}
	return nil
}

func config(version sarama.KafkaVersion) *sarama.Config {
	c := sarama.NewConfig()
	c.Version = version
	c.Producer.Return.Successes = true
	c.Producer.RequiredAcks = sarama.WaitForAll
	c.Consumer.Offsets.Initial = sarama.OffsetOldest
	return c
}

// writes and reads as a client of one version of the protocol does
func try(address string, name string, version sarama.KafkaVersion) {
	topic := "sarama-" + name
	c := config(version)
	c.Producer.Idempotent = true
	c.Net.MaxOpenRequests = 1
	c.Producer.Compression = sarama.CompressionLZ4
	admin, err := sarama.NewClusterAdmin([]string{address}, c)
	check(err)
	check(admin.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: 2, ReplicationFactor: 1}, false))

	c.Producer.Partitioner = sarama.NewManualPartitioner
	producer, err := sarama.NewSyncProducer([]string{address}, c)
	check(err)
	for i := 0; i < 10; i++ {
		value := sarama.StringEncoder(fmt.Sprint("v", i))
		partition, offset, err := producer.SendMessage(
			&sarama.ProducerMessage{Topic: topic, Partition: int32(i % 2), Key: sarama.StringEncoder("k"), Value: value})
		check(err)
		if partition != int32(i%2) || offset != int64(i/2) {
			check(fmt.Errorf("%d is at %d-%d", i, partition, offset))
		}
	}
	check(producer.Close())

	group, err := sarama.NewConsumerGroup([]string{address}, topic+"-readers", c)
	check(err)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	r := &reader{map[int32][]string{}, 10, cancel}
	check(group.Consume(ctx, []string{topic}, r))
	check(group.Close())
	lines := []string{}
	for partition, values := range r.values {
		lines = append(lines, fmt.Sprint(partition, "=", strings.Join(values, ",")))
	}
	sort.Strings(lines)
	fmt.Println(name, strings.Join(lines, " "))
}

func main() {
	try(os.Args[1], "1.0", sarama.V1_0_0_0)
	try(os.Args[1], "2.1", sarama.V2_1_0_0)
	try(os.Args[1], "max", sarama.MaxVersion)
}
