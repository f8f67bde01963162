# One record an event, one event a line, as event XML; Kafka by kcat, once.
$query = "*[System[Provider[@Name='Schannel' or @Name='Microsoft-Windows-RasSstp']]]"
$lines = Get-WinEvent -LogName System -FilterXPath $query -Oldest |
  ForEach-Object { $_.ToXml() -replace '[\r\n]+', ' ' }

[IO.File]::WriteAllLines("$PWD\events.log", [string[]]@($lines), [Text.UTF8Encoding]::new($false))

kcat -P -b kafka1.corp.example:9093 -t wincanal.raw -z gzip -l `
  -X acks=all -X enable.idempotence=true -X security.protocol=SASL_SSL -X ssl.ca.location=kafka-ca.pem `
  -X sasl.mechanisms=SCRAM-SHA-512 -X sasl.username=wincanal-forwarder -X "sasl.password=$env:KAFKA_PASSWORD" `
  -k $env:COMPUTERNAME.ToLower() events.log
