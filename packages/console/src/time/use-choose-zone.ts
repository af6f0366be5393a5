import { useNavigate } from '@tanstack/react-router';
import { chooseZone, type ZoneChoice } from './zone.ts';

/** @returns what chooses the zone: for this browser, and in the address, so that a link shows the same to everybody */
export function useChooseZone(): (next: ZoneChoice) => void {
  const navigate = useNavigate();
  return (next) => {
    chooseZone(next);
    void navigate({
      to: '.',
      search: (search) => ({ ...search, tz: next }),
      hash: true,
      replace: true,
      resetScroll: false,
    });
  };
}
