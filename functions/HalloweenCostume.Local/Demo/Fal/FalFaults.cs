namespace HalloweenCostume.Local.Demo.Fal;

/// <summary>The faults to inject. Any thread may change them at any time; earlier rules come first.</summary>
/// <param name="seed">Makes the draws of <see cref="Chance"/> the same each time.</param>
internal sealed class FalFaults(int? seed = null)
{
    private readonly Dice _dice = new(seed);
    private readonly List<Rule> _rules = [];
    private readonly Lock _lock = new();

    public TimeSpan SlowAnswer { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan DripDelay { get; set; } = TimeSpan.FromSeconds(1);

    public long HugeBytes { get; set; } = 200L << 20;

    /// <summary>Strikes the next <paramref name="times"/> chances that its stage offers, then no more.</summary>
    public void Next(FalFault fault, int times = 1) => Add(new Rule(fault, _ => true, 1) { Left = times });

    /// <summary>Strikes whenever <paramref name="condition"/> holds.</summary>
    public void When(FalFault fault, Func<FalMoment, bool> condition) => Add(new Rule(fault, condition, 1));

    public void Chance(FalFault fault, double probability) => Add(new Rule(fault, _ => true, probability));

    public void Clear()
    {
        lock (_lock)
            _rules.Clear();
    }

    public FalFault? Strike(FalFaultStage stage, FalMoment moment)
    {
        lock (_lock)
        {
            foreach (var rule in _rules)
            {
                if ((int)rule.Fault / 100 != (int)stage || rule.Left == 0 || !rule.Condition(moment) || _dice.NextDouble() >= rule.Probability)
                    continue;
                rule.Left--;
                return rule.Fault;
            }
            return null;
        }
    }

    private void Add(Rule rule)
    {
        lock (_lock)
            _rules.Add(rule);
    }

    private sealed record Rule(FalFault Fault, Func<FalMoment, bool> Condition, double Probability)
    {
        public int Left { get; set; } = int.MaxValue;
    }
}
