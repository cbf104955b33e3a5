using HalloweenCostume.Loras;
using System.Buffers.Binary;
using System.Text.Json;
using HalloweenCostume.People;

namespace HalloweenCostume.Local.Demo;

/// <summary>Sample profiles and models for the first run of the demo.</summary>
internal sealed class DemoData(PeopleDb people, LoraFiles loras)
{
    private static readonly (string First, string Last, string Trigger, bool Shared)[] _samples =
    [
        ("John", "Doe", "johndoe", false),
        ("Jane", "Doe", "janedoe", false),
        ("Sample", "Skeleton", "sampleskeleton", true),
    ];

    /// <summary>Does nothing in a database that has people.</summary>
    public async Task AddAsync(CancellationToken cancellationToken)
    {
        if (people.All().Count > 0)
            return;
        foreach (var (first, last, trigger, shared) in _samples)
        {
            var personId = await people.AddAsync(first, last, cancellationToken);
            using var weights = new MemoryStream(SampleWeights($"{first} {last}"), writable: false);
            await loras.AddAsync(new(personId, trigger, 1, shared, null, null), weights, cancellationToken);
        }
    }

    // A safetensors file in form, with one small tensor and the name of whom it would show.
    private static byte[] SampleWeights(string name)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteString("name", name);
            json.WriteString("note", "A sample without a face.");
            json.WriteEndObject();
            json.WriteStartObject("sample.lora_A.weight");
            json.WriteString("dtype", "F32");
            json.WriteStartArray("shape");
            json.WriteNumberValue(1);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(0);
            json.WriteNumberValue(4);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var file = new byte[8 + header.Length + 4];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.GetBuffer().AsSpan(0, (int)header.Length).CopyTo(file.AsSpan(8));
        return file;
    }
}
