using HalloweenCostume.Local.Demo.Art.Brush;
using HalloweenCostume.Local.Demo.Art.Figures;

namespace HalloweenCostume.Local.Demo.Art.Costumes;

internal static class Wardrobe
{
    public static Costume Choose(Scene scene, Sitter sitter, SeededRandom random)
    {
        var fitting = new Fitting(scene, sitter, random);
        return scene.Reading.Disguise switch
        {
            Disguise.Vampire => new Vampire(fitting),
            Disguise.Witch => new Witch(fitting),
            Disguise.Pirate => new Pirate(fitting),
            Disguise.Robot => new Robot(fitting),
            Disguise.Ghost => new Ghost(fitting),
            Disguise.Cat => new Cat(fitting),
            Disguise.Wizard => new Wizard(fitting),
            Disguise.Mummy => new Mummy(fitting),
            Disguise.Zombie => new Zombie(fitting),
            Disguise.Skeleton => new Skeleton(fitting),
            Disguise.Princess => new Princess(fitting),
            Disguise.Knight => new Knight(fitting),
            Disguise.Astronaut => new Astronaut(fitting),
            Disguise.Werewolf => new Werewolf(fitting),
            Disguise.PumpkinHead => new PumpkinHead(fitting),
            Disguise.Superhero => new Superhero(fitting),
            Disguise.Devil => new Devil(fitting),
            Disguise.Clown => new Clown(fitting),
            _ => random.Whole(0, 2) switch { 0 => new Hooded(fitting), _ => new Masked(fitting) },
        };
    }
}
